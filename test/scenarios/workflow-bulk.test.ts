import { SFNClient } from '@aws-sdk/client-sfn';
import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { BulkOperation } from '../../core/workflow/bulk/bulk-operation.ts';
import type { BulkStore, StartBulk } from '../../core/workflow/bulk/bulk-store.ts';
import { planBulk } from '../../core/workflow/bulk/plan-bulk.ts';
import { createBulkTable } from '../../lambdas/adapters/workflows/bulk-table.ts';
import { createStartBulk } from '../../lambdas/adapters/workflows/start-bulk.ts';
import { awsConfig } from '../../tools/aws-client-config.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import type { StreamMessage, StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

/** Of its own: hundreds of events, and a worker that is killed. */
let host: QuietHost;
let target: Target;
let sfn: SFNClient;
let bulk: BulkStore;
let startBulk: StartBulk;
let events: StreamReader;
let forSweeper: BulkOperation;

beforeAll(async () => {
  // Its reader need not come back in the middle of it.
  host = await startQuietHost('workflow-bulk', { streamLifetimeSeconds: '270' });
  target = await connectTarget(host.outputsFile);
  const { outputs } = target;
  sfn = new SFNClient(awsConfig(outputs));
  startBulk = createStartBulk(requireOutput(outputs, 'WorkflowBulkStateMachineArn'), sfn);
  bulk = createBulkTable(target.client, {
    workflowOperationsTableName: requireOutput(outputs, 'WorkflowOperationsTableName'),
    bulkItemsTableName: requireOutput(outputs, 'BulkItemsTableName'),
  });
  events = await target.open('Workflows', { follows: true });
  await events.until(({ event }) => event === 'connected');
  // Nobody starts it; the sweeper comes once a minute: meanwhile others are played.
  forSweeper = await create('cancel', await pending(3), Date.now() - 90_000);
}, 300_000);
afterAll(async () => {
  sfn?.destroy();
  await target?.close();
  await host?.stop();
});

/** On a machine with much else to do. */
const patienceMs = 120_000;

/** So many workflows that wait for staff. */
async function pending(count: number): Promise<readonly string[]> {
  const prefix = unique('workflow');
  const ids = Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  const TableName = requireOutput(target.outputs, 'WorkflowsTableName');
  for (let at = 0; at < count; at += 25) {
    const puts = ids.slice(at, at + 25).map(workflowId => ({
      PutRequest: { Item: { workflowId, status: 'pending', createdBy: 'olga', version: 1 } },
    }));
    await target.client.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
  }
  return ids;
}

async function create(
  action: 'approve' | 'cancel',
  workflowIds: readonly string[],
  startedMs = Date.now(),
): Promise<BulkOperation> {
  const plan = planBulk(
    {
      ...{ bulkOperationId: unique('bulk'), action, reason: 'the season ends', workflowIds },
      requestedBy: { userId: 'ana', role: 'operator' },
    },
    startedMs,
  );
  expect(await bulk.create(plan)).toBe('created');
  return plan.operation;
}

const isOf =
  ({ bulkOperationId }: BulkOperation, type: string) =>
  ({ data }: StreamMessage) =>
    data?.type === type && data.data.operationId === bulkOperationId;

const summary = async (operation: BulkOperation) =>
  (await events.until(isOf(operation, 'workflow.bulk_completed'), patienceMs)).data;

const had = (operation: BulkOperation, type: string) =>
  events.messages.filter(isOf(operation, type)).map(({ data }) => data.data);

/** How often an end of each of these workflows came. */
async function untilEnds(type: string, ids: readonly string[]): Promise<readonly number[]> {
  const wanted = new Set(ids);
  const counts = new Map<string, number>();
  let looked = 0;
  await events.until(() => {
    for (const { data } of events.messages.slice(looked)) {
      const id = data?.data?.workflowId;
      if (data?.type === type && wanted.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    looked = events.messages.length;
    return counts.size === wanted.size;
  }, patienceMs);
  return ids.map(id => counts.get(id) ?? 0);
}

async function workflowOf(workflowId: string) {
  const TableName = requireOutput(target.outputs, 'WorkflowsTableName');
  const get = new GetCommand({ TableName, Key: { workflowId }, ConsistentRead: true });
  return (await target.client.send(get)).Item;
}

/** The worker is gone so long into its next invocations, so many of them. */
async function killWorker(afterMs: number, times: number): Promise<void> {
  if (target.outputs.AwsEndpointUrl === undefined) return;
  const body = JSON.stringify({
    functions: { WorkflowBulkWorker: { kind: 'kill', at: 'start', afterMs, times } },
  });
  const answer = await fetch(faultsUrl(), { method: 'POST', body });
  // A third of all batches come twice meanwhile.
  expect([answer.status, await answer.json()]).toMatchObject([200, { redelivery: { share: 0.3 } }]);
}

/** None of the kills is left. */
async function expectKilled(): Promise<void> {
  if (target.outputs.AwsEndpointUrl === undefined) return;
  const { functions } = (await (await fetch(faultsUrl())).json()) as { functions: object };
  expect(functions).toEqual({});
}

const faultsUrl = () => `${target.outputs.AwsEndpointUrl}/_host/faults`;

test('hundreds are approved, each once, with the worker killed twice; one exact summary [W1]', async () => {
  const ids = await pending(250);
  const missing = ['missing-1', 'missing-2'].map(unique);
  await killWorker(700, 2);
  const operation = await create('approve', [...ids, ...missing]);
  // Whoever starts it twice starts it once.
  await Promise.all([startBulk(operation), startBulk(operation)]);
  expect(await summary(operation)).toMatchObject({
    priority: 'high',
    data: {
      ...{ action: 'approve', requestedBy: 'ana', reason: 'the season ends' },
      ...{ status: 'completed', total: 252, done: 250, failed: 2, skipped: 0 },
    },
  });
  await expectKilled();
  const ends = await untilEnds('workflow.approved', ids);
  expect(ends).toEqual(Array(250).fill(1));
  expect(had(operation, 'workflow.bulk_completed')).toHaveLength(1);
  // Full counts each time, which only grow: whoever joins late is right.
  const progress = had(operation, 'workflow.bulk_progress');
  const counted = progress.map(({ done, failed, skipped }) => done + failed + skipped);
  expect(counted).toEqual(counted.toSorted((one, other) => one - other));
  expect(progress[0]).toMatchObject({ total: 252, done: 0, status: 'running' });
  const { bulkOperationId } = operation;
  const { results } = await bulk.results(bulkOperationId, { limit: 1_000 });
  const idsOf = (outcome: string) =>
    results.flatMap(result => (result.outcome === outcome ? result.workflowId : []));
  expect(idsOf('done').toSorted()).toEqual(ids.toSorted());
  expect(idsOf('failed').toSorted()).toEqual(missing.toSorted());
  expect(await workflowOf(ids[0] ?? '')).toMatchObject({
    ...{ status: 'approved', version: 2, bulkOperationId, updatedBy: 'ana' },
    comments: [{ by: 'ana', text: 'the season ends' }],
  });
});

test('a cancellation stops the rest: what is left is as it was, and says why [W1]', async () => {
  const ids = await pending(300);
  const operation = await create('cancel', ids);
  const { bulkOperationId } = operation;
  await startBulk(operation);
  const { data: first } = await events.until(
    ({ data }) => data?.type === 'workflow.cancelled' && ids.includes(data.data.workflowId),
    patienceMs,
  );
  expect(first.data).toMatchObject({ bulkOperationId, updatedBy: 'ana' });
  expect(await bulk.requestCancel(bulkOperationId)).toMatchObject({ bulkOperationId });
  const { done, skipped, failed, total } = (await summary(operation)).data;
  expect(done + skipped).toBe(300);
  expect({ failed, total }).toEqual({ failed: 0, total: 300 });
  const results = (await bulk.results(bulkOperationId, { limit: 1_000 })).results;
  const left = results.filter(({ outcome }) => outcome === 'skipped');
  expect(left).toHaveLength(skipped);
  for (const { workflowId, code } of left.slice(0, 3)) {
    expect(code).toBe('OPERATION_CANCELLED');
    expect(await workflowOf(workflowId)).toMatchObject({ status: 'pending', version: 1 });
  }
  const cancelled = results.filter(({ outcome }) => outcome === 'done');
  const ends = await untilEnds(
    'workflow.cancelled',
    cancelled.map(({ workflowId }) => workflowId),
  );
  expect(ends).toEqual(Array(done).fill(1));
});

test('with its start lost, the sweeper makes up for it [W1]', async () => {
  expect((await summary(forSweeper)).data).toMatchObject({ done: 3, total: 3 });
  expect(had(forSweeper, 'workflow.bulk_completed')).toHaveLength(1);
});

import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BulkStore } from '../../../../core/workflow/bulk/bulk-store.ts';
import type { BulkWork } from '../../../../core/workflow/bulk/bulk-work.ts';
import { failedWorkflows } from '../../../../core/workflow/bulk/failed-workflows.ts';
import { planBulk } from '../../../../core/workflow/bulk/plan-bulk.ts';
import { runBulk } from '../../../../core/workflow/bulk/run-bulk.ts';
import { type StalledOperations, sweepBulk } from '../../../../core/workflow/bulk/sweep-bulk.ts';
import { createBulkTable } from '../../../../lambdas/adapters/workflows/bulk-table.ts';
import { createBulkWork } from '../../../../lambdas/adapters/workflows/bulk-work-table.ts';
import { createStalledOperations } from '../../../../lambdas/adapters/workflows/stalled-operations.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const names = {
  workflowsTableName: 'Workflows',
  workflowOperationsTableName: 'WorkflowOperations',
  bulkItemsTableName: 'BulkItems',
};

let engine: TestEngine;
let store: BulkStore;
let work: BulkWork;
let stalled: StalledOperations;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({ name: 'Workflows', partitionKey: { name: 'workflowId' } });
  await engine.createTable({
    ...{ name: 'WorkflowOperations', partitionKey: { name: 'bulkOperationId' } },
    indexes: [
      {
        ...{ name: 'byStatus', partitionKey: { name: 'status' }, keysOnly: true },
        sortKey: { name: 'bulkOperationId' },
      },
    ],
  });
  await engine.createTable({
    ...{ name: 'BulkItems', partitionKey: { name: 'bulkOperationId' } },
    sortKey: { name: 'itemId' },
  });
  store = createBulkTable(engine.client, names);
  work = createBulkWork(engine.client, names);
  stalled = createStalledOperations(engine.client, 'WorkflowOperations');
});
afterAll(() => engine.stop());

const startMs = Date.parse('2026-11-20T20:00:00.000Z');

const put = (TableName: string, Item: Readonly<Record<string, unknown>>) =>
  engine.client.send(new PutCommand({ TableName, Item }));

const planned = (bulkOperationId: string, workflowIds: readonly string[]) =>
  planBulk(
    {
      ...{ bulkOperationId, action: 'approve', reason: 'the season ends', workflowIds },
      requestedBy: { userId: 'ana', role: 'operator', permissions: ['compliance'] },
    },
    startMs,
  );

const idsOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${prefix}-${String(at).padStart(5, '0')}`);

async function pending(prefix: string, count: number): Promise<readonly string[]> {
  const ids = idsOf(prefix, count);
  const made = ids.map(workflowId => put('Workflows', { workflowId, status: 'pending' }));
  await Promise.all(made);
  return ids;
}

const at = '2026-11-20T20:00:01.000Z';

async function rowOf(TableName: string, Key: Readonly<Record<string, string>>) {
  const get = new GetCommand({ TableName, Key, ConsistentRead: true });
  return (await engine.client.send(get)).Item;
}

/** As fast as it can, by a clock of its own that only waiting moves. */
function fast(overrides: Partial<BulkWork> = {}) {
  let nowMs = startMs;
  const wait = async (ms: number) => {
    nowMs += ms;
  };
  return { work: { ...work, ...overrides }, clock: () => nowMs, wait, fourEyes: true };
}

test('the largest operation is written with all of its ids at once, and a second one of its id is none [W1]', async () => {
  const plan = planned('large', idsOf('w'.repeat(30), 10_000));
  expect(await store.create(plan)).toBe('created');
  expect(await store.find('large')).toEqual(plan.operation);
  expect(await work.chunk('large', 49)).toEqual(plan.chunks[49]);
  await expect(work.chunk('large', 50)).rejects.toMatchObject({ code: 'ROW_NOT_FOUND' });
  expect(await store.create(planned('large', ['other']))).toBe('exists');
  expect(await work.chunk('large', 0)).toEqual(plan.chunks[0]);
});

test('results are read in pages: all, or those of one outcome for a retry [W1]', async () => {
  const ids = await pending('page', 30);
  const missing = ['page-missing-1', 'page-missing-2', 'page-missing-3'];
  await store.create(planned('pages', [...missing, ...ids]));
  expect(await runBulk('pages', fast())).toBe('ended');
  expect(await store.find('pages')).toMatchObject({
    ...{ status: 'completed', expected: 33, done: 30, failed: 3, skipped: 0 },
    completedAt: '2026-11-20T20:00:00.200Z',
  });
  const first = await store.results('pages', { limit: 20 });
  expect(first.results).toHaveLength(20);
  expect(first.results[0]).toEqual({
    ...{ workflowId: 'page-00000', outcome: 'done', at: '2026-11-20T20:00:00.000Z' },
  });
  const { after } = first;
  const second = await store.results('pages', { limit: 20, after });
  expect(second.results.map(({ workflowId }) => workflowId)).toEqual([
    ...ids.slice(20),
    ...missing,
  ]);
  expect(second.after).toBeUndefined();
  const failed = await store.results('pages', { outcome: 'failed', limit: 2 });
  expect(failed).toMatchObject({
    after: 'page-missing-2',
    results: [
      { workflowId: 'page-missing-1', code: 'WORKFLOW_NOT_FOUND' },
      { workflowId: 'page-missing-2', code: 'WORKFLOW_NOT_FOUND' },
    ],
  });
  expect(await failedWorkflows('pages', store)).toEqual(missing);
});

test('a decision and its result are one write: with either there already, neither is written [W1]', async () => {
  const [id = ''] = await pending('once', 1);
  const { operation } = planned('once', [id]);
  const before = { workflowId: id, status: 'pending' } as const;
  const change = { before, after: { ...before, status: 'approved', version: 1 } } as const;
  const result = { workflowId: id, outcome: 'done', at: '2026-11-20T20:00:00.000Z' } as const;
  expect(await work.settle(operation, result, change)).toEqual(result);
  const later = { ...result, at: '2026-11-20T21:00:00.000Z' };
  expect(await work.settle(operation, later, change)).toEqual(result);
  expect(await work.settle(planned('other', [id]).operation, later, change)).toBe('changed');
  expect((await store.results('other', { limit: 10 })).results).toEqual([]);
  expect(await work.findWorkflow(id)).toEqual({ ...before, status: 'approved', version: 1 });
});

test('a decision that its item cannot take is refused, and counts as failed [W1]', async () => {
  const own = 'x'.repeat(409_400);
  await put('Workflows', { workflowId: 'full', status: 'pending', own });
  await store.create(planned('refused', ['full']));
  await runBulk('refused', fast());
  expect((await store.results('refused', { limit: 10 })).results).toMatchObject([
    { workflowId: 'full', outcome: 'failed', code: 'WRITE_REFUSED' },
  ]);
  expect(await store.find('refused')).toMatchObject({ status: 'completed', failed: 1 });
});

test('four workers at once, and approvals by hand in between: each once, counted once [W1]', async () => {
  const ids = await pending('many', 450);
  await store.create(planned('many', ids));
  const byHand = async (workflowId: string) =>
    await engine.client
      .send(
        new UpdateCommand({
          ...{ TableName: 'Workflows', Key: { workflowId } },
          UpdateExpression: 'SET #status = :rejected, version = :one',
          ConditionExpression: '#status = :pending AND attribute_not_exists(version)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':rejected': 'rejected', ':pending': 'pending', ':one': 1 },
        }),
      )
      .then(() => 1)
      .catch(() => 0);
  const workers = Array.from({ length: 4 }, () => runBulk('many', fast()));
  const hands = await Promise.all(ids.filter((_, at) => at % 9 === 0).map(byHand));
  await Promise.all(workers);
  const rejected = hands.reduce<number>((sum, one) => sum + one, 0);
  expect(await store.find('many')).toMatchObject({
    ...{ status: 'completed', done: 450 - rejected, failed: rejected, skipped: 0 },
  });
  for (const id of ids) {
    const { status, version, decisions = [] } = (await work.findWorkflow(id)) ?? {};
    expect({ version, decisions: decisions.length }).toEqual({
      ...{ version: 1, decisions: status === 'approved' ? 1 : 0 },
    });
  }
});

test('a cancellation leaves the rest alone, and one that is completed as it is [W1]', async () => {
  const ids = await pending('stop', 5);
  await store.create(planned('stop', ids));
  expect(await store.requestCancel('unknown')).toBeUndefined();
  expect(await store.requestCancel('stop')).toMatchObject({ cancelRequested: true });
  await runBulk('stop', fast());
  expect(await work.findWorkflow('stop-00000')).toEqual({
    ...{ workflowId: 'stop-00000', status: 'pending' },
  });
  const skipped = (await store.results('stop', { outcome: 'skipped', limit: 10 })).results;
  expect(skipped.map(({ code }) => code)).toEqual(Array(5).fill('OPERATION_CANCELLED'));
  const completed = await store.find('stop');
  expect(completed).toMatchObject({ status: 'completed', done: 0, skipped: 5 });
  expect(await store.requestCancel('stop')).toEqual(completed);
});

test('an operation that a backend carries out itself is none of ours [W1]', async () => {
  const item = { bulkOperationId: 'foreign', action: 'cancel', status: 'running', expected: 3 };
  await put('WorkflowOperations', item);
  expect(await store.find('foreign')).toBeUndefined();
  expect(await store.requestCancel('foreign')).toBeUndefined();
  expect(await stalled.find('foreign')).toBeUndefined();
});

test('those of ours are found behind more of a backend’s than one page holds [W1]', async () => {
  const foreign = idsOf('backend', 1_005).map(bulkOperationId =>
    put('WorkflowOperations', {
      ...{ bulkOperationId, action: 'cancel', status: 'running', expected: 3 },
    }),
  );
  await Promise.all(foreign);
  const { operation } = planned('behind', ['w']);
  await put('WorkflowOperations', operation);
  const started: string[] = [];
  const start = async ({ bulkOperationId }: { readonly bulkOperationId: string }) => {
    started.push(bulkOperationId);
  };
  const at = startMs + 60_000;
  const { failures } = await sweepBulk(stalled, start, at);
  expect(failures).toEqual([]);
  expect(started).toContain('behind');
  expect(started).not.toContain('backend-00000');
});

test('those that run are listed, and a restart is noted unless it has gone on [W1]', async () => {
  const plan = planned('running', ['w']);
  await store.create(plan);
  const running: string[] = [];
  for await (const ids of stalled.running()) running.push(...ids);
  expect(running).toContain('running');
  expect(running).not.toContain('pages');
  const at = '2026-11-20T20:02:00.000Z';
  expect(await stalled.noteRestart(plan.operation, at)).toBe(true);
  expect(await stalled.noteRestart(plan.operation, at)).toBe(false);
  expect(await store.find('running')).toMatchObject({ progressAt: at });
});

test('what a backend keeps inside of a workflow holds no decision up, whatever number or name it is [W1]', async () => {
  const number = '1.83333333333333333333';
  const comment = { M: { odds: { N: number }, constructor: { S: 'mine' } } };
  const raw = new PutItemCommand({
    TableName: 'Workflows',
    Item: {
      ...{ workflowId: { S: 'odd-0' }, status: { S: 'pending' } },
      comments: { L: [comment, { M: { large: { N: '9007199254740993' } } }] },
    },
  });
  await engine.client.send(raw);
  await store.create(planned('odd', ['odd-0']));
  expect(await runBulk('odd', fast())).toBe('ended');
  expect(await store.find('odd')).toMatchObject({ status: 'completed', done: 1, failed: 0 });
  const get = new GetItemCommand({ TableName: 'Workflows', Key: { workflowId: { S: 'odd-0' } } });
  const { Item } = await engine.client.send(get);
  expect(Item?.status).toEqual({ S: 'approved' });
  expect(Item?.comments?.L?.slice(0, 2)).toEqual([
    comment,
    { M: { large: { N: '9007199254740993' } } },
  ]);
});

test('a decision that cannot even be sent is a result like any other [W1]', async () => {
  const [workflowId = ''] = await pending('unsendable', 1);
  await store.create(planned('unsendable', [workflowId]));
  const findWorkflow = async (id: string) => ({
    ...{ workflowId: id, status: 'pending' as const },
    comments: [{ at: new Date(startMs) }],
  });
  expect(await runBulk('unsendable', fast({ findWorkflow }))).toBe('ended');
  const { results } = await store.results('unsendable', { limit: 1 });
  expect(results).toMatchObject([{ workflowId, outcome: 'failed', code: 'WRITE_REFUSED' }]);
});

test('all of an operation is in the trace in which it was requested, each of its writes by a span', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const ids = await pending('traced', 2);
  const { operation, chunks } = planned('traced', ids);
  await store.create({ operation: { ...operation, traceparent }, chunks });
  await work.advance({ ...operation, traceparent }, { done: 0, failed: 0, skipped: 0, at });
  const span = (await rowOf('WorkflowOperations', { bulkOperationId: 'traced' }))?.traceparent;
  expect(span).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[\da-f]{16}-01$/);
  expect(span).not.toBe(traceparent);
  await runBulk('traced', fast());
  for (const workflowId of ids) {
    const item = await rowOf('Workflows', { workflowId });
    expect(item).toMatchObject({ status: 'approved', traceparent: span });
  }
  const completed = await rowOf('WorkflowOperations', { bulkOperationId: 'traced' });
  expect(completed).toMatchObject({ status: 'completed', done: 2 });
  expect(completed?.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[\da-f]{16}-01$/);
  expect(completed?.traceparent).not.toBe(span);
});

test.each([
  ['none', undefined],
  ['a malformed one', 'malformed'],
  ['something else', 7],
])(
  'of an operation with %s as its trace nothing is traced, and all of it is done',
  async (_title, traceparent) => {
    const name = `untraced-${traceparent}`;
    const ids = await pending(name, 1);
    const { operation, chunks } = planned(name, ids);
    await store.create({ operation: { ...operation, traceparent: traceparent as never }, chunks });
    await runBulk(name, fast());
    expect(await store.find(name)).toMatchObject({ status: 'completed', done: 1 });
    const row = await rowOf('WorkflowOperations', { bulkOperationId: name });
    expect(row?.traceparent).toBe(traceparent);
  },
);

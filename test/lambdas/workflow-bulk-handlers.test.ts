import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { planBulk } from '../../core/workflow/bulk/plan-bulk.ts';
import { createBulkTable } from '../../lambdas/adapters/workflows/bulk-table.ts';
import type { LambdaName } from '../../lib/lambda-name.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { type FakeServices, startFakeServices } from '../support/fake-services.ts';
import { importHandler } from '../support/import-handler.ts';
import { createTemplateTables } from '../support/template-functions.ts';

const outside = process.env;
let engine: TestEngine;
let services: FakeServices;

beforeAll(async () => {
  engine = await startTestEngine();
  await createTemplateTables(engine);
  services = await startFakeServices({
    'AWSStepFunctions.StartExecution': { executionArn: 'arn', startDate: 1_700_000_000 },
  });
});
afterAll(async () => {
  process.env = outside;
  await services.stop();
  await engine.stop();
});

const handlerOf = (name: LambdaName) => importHandler(name, outside, { engine, services });

async function create(bulkOperationId: string, startedMs: number) {
  const bulk = createBulkTable(engine.client, {
    workflowOperationsTableName: 'WorkflowOperationsTable',
    bulkItemsTableName: 'BulkItemsTable',
  });
  const workflowIds = [`${bulkOperationId}-1`, `${bulkOperationId}-2`];
  for (const workflowId of workflowIds) {
    const Item = { workflowId, status: 'pending' };
    await engine.client.send(new PutCommand({ TableName: 'WorkflowsTable', Item }));
  }
  const request = {
    ...{ bulkOperationId, reason: 'closed', workflowIds },
    action: 'cancel' as const,
    requestedBy: { userId: 'ana', role: 'admin' },
  };
  await bulk.create(planBulk(request, startedMs));
  return await bulk.find(bulkOperationId);
}

test('workflow-bulk-worker carries an operation out, and answers without an id when that is done [W1]', async () => {
  const handler = await handlerOf('workflow-bulk-worker');
  await create('bulk-1', Date.now());
  expect(await handler({ bulkOperationId: 'bulk-1' })).toEqual({});
  const read = async (TableName: string, Key: Readonly<Record<string, string>>) =>
    (await engine.client.send(new GetCommand({ TableName, Key }))).Item;
  expect(await read('WorkflowsTable', { workflowId: 'bulk-1-2' })).toMatchObject({
    ...{ status: 'cancelled', updatedBy: 'ana', bulkOperationId: 'bulk-1' },
  });
  expect(await read('WorkflowOperationsTable', { bulkOperationId: 'bulk-1' })).toMatchObject({
    ...{ status: 'completed', done: 2, failed: 0, skipped: 0 },
  });
  expect(await handler({ bulkOperationId: 'bulk-1' })).toEqual({});
  await expect(handler({})).rejects.toThrow('bulkOperationId');
});

test('workflow-bulk-sweeper starts again what has not gone on for a minute [W1]', async () => {
  const handler = await handlerOf('workflow-bulk-sweeper');
  await create('bulk-2', Date.now() - 90_000);
  await create('bulk-3', Date.now());
  await handler({ 'detail-type': 'Scheduled Event', source: 'aws.events' });
  await handler({ 'detail-type': 'Scheduled Event', source: 'aws.events' });
  const calls = services.takeCalls().map(([operation, body]) => [operation, JSON.parse(body)]);
  expect(calls).toEqual([
    [
      'AWSStepFunctions.StartExecution',
      {
        stateMachineArn: 'WorkflowBulkStateMachine',
        name: expect.stringMatching(/^[0-9a-f]{64}$/),
        input: JSON.stringify({ bulkOperationId: 'bulk-2' }),
      },
    ],
  ]);
});

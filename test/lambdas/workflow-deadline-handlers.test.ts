import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LambdaName } from '../../lib/lambda-name.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { type FakeServices, startFakeServices } from '../support/fake-services.ts';
import { importHandler } from '../support/import-handler.ts';
import { batchOf } from '../support/stream-batch.ts';
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

const isoIn = (ms: number) => new Date(Date.now() + ms).toISOString();

const dueIn = (workflowId: string, ms: number) => ({
  ...{ workflowId, status: 'pending', dueAt: isoIn(ms) },
});

const put = (TableName: string, Item: Readonly<Record<string, unknown>>) =>
  engine.client.send(new PutCommand({ TableName, Item }));

async function workflowOf(workflowId: string) {
  const get = new GetCommand({ TableName: 'WorkflowsTable', Key: { workflowId } });
  return (await engine.client.send(get)).Item;
}

test('workflow-scheduler settles what was written, and starts a timer for what is due soon [W1]', async () => {
  const handler = await handlerOf('workflow-scheduler');
  const [late, soon] = [dueIn('w-1', -1_000), dueIn('w-2', 60_000)];
  const workflows = [late, soon, { ...soon, workflowId: 'w-3', status: 'lost' }];
  for (const item of workflows) await put('WorkflowsTable', item);
  const Records = workflows.flatMap(item => batchOf('WorkflowsTable', item).Records);
  await handler({ Records: [...Records, ...Records] });
  expect(await workflowOf('w-1')).toEqual({ ...late, overdueAt: late.dueAt });
  const calls = services.takeCalls().map(([operation, body]) => [operation, JSON.parse(body)]);
  expect(calls).toEqual([
    [
      'AWSStepFunctions.StartExecution',
      {
        stateMachineArn: 'WorkflowDeadlinesDeadline',
        name: expect.stringMatching(/^[0-9a-f]{64}$/),
        input: JSON.stringify({ workflowId: 'w-2', dueAt: soon.dueAt }),
      },
    ],
  ]);
});

test('workflow-scheduler settles once a minute what no timer has settled', async () => {
  const handler = await handlerOf('workflow-scheduler');
  const late = dueIn('w-4', -10_000);
  await put('WorkflowsTable', late);
  await put('DeadlinesTable', {
    ...{ subject: 'workflow#w-4', dueShard: 'workflow-due#3', dueAt: late.dueAt },
  });
  await handler({ 'detail-type': 'Scheduled Event', source: 'aws.events' });
  expect(await workflowOf('w-4')).toMatchObject({ overdueAt: late.dueAt });
});

test('workflow-settler settles by the moment it was invoked for, and says what is due next', async () => {
  const handler = await handlerOf('workflow-settler');
  const workflow = { ...dueIn('w-5', 10_000), remindBeforeSeconds: 20 };
  await put('WorkflowsTable', workflow);
  expect(await handler({ workflowId: 'w-5', dueAt: isoIn(0) })).toEqual({
    ...{ workflowId: 'w-5', dueAt: workflow.dueAt },
  });
  expect(await workflowOf('w-5')).toHaveProperty('remindedAt');
  // By a clock that is behind, the moment has come all the same.
  expect(await handler({ workflowId: 'w-5', dueAt: workflow.dueAt })).toEqual({
    workflowId: 'w-5',
  });
  expect(await workflowOf('w-5')).toMatchObject({ overdueAt: workflow.dueAt });
  await expect(handler({ workflowId: 'w-5' })).rejects.toThrow('dueAt');
  await expect(handler({ dueAt: workflow.dueAt })).rejects.toThrow('workflowId');
});

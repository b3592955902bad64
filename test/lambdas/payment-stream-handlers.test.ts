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

/** Ten a second of 6,000, used up ten seconds ago. */
const usedUp = (streamId: string) => ({
  ...{ streamId, sender: 'GA', recipient: 'GB', status: 'active', ratePerSecond: '10' },
  ...{ depositedAmount: '6000', startTime: new Date(Date.now() - 610_000).toISOString() },
});

async function streamOf(streamId: string) {
  const get = new GetCommand({ TableName: 'PaymentStreamsTable', Key: { streamId } });
  return (await engine.client.send(get)).Item;
}

test('payment-stream-scheduler settles what was written, and starts a timer for what is due soon', async () => {
  const handler = await handlerOf('payment-stream-scheduler');
  const startTime = new Date(Date.now() - 540_000).toISOString();
  const soon = { ...usedUp('s-2'), startTime };
  const streams = [usedUp('s-1'), soon, { ...soon, streamId: 's-3', ratePerSecond: 10 }];
  for (const Item of streams) {
    await engine.client.send(new PutCommand({ TableName: 'PaymentStreamsTable', Item }));
  }
  const Records = streams.flatMap(item => batchOf('PaymentStreamsTable', item).Records);
  await handler({ Records: [...Records, ...Records] });
  expect(await streamOf('s-1')).toMatchObject({ depletion: 'depleted' });
  expect(await streamOf('s-2')).toMatchObject({ depletion: 'depleting' });
  const dueAt = new Date(Date.parse(startTime) + 600_000).toISOString();
  const calls = services.takeCalls().map(([operation, body]) => [operation, JSON.parse(body)]);
  expect(calls).toEqual([
    [
      'AWSStepFunctions.StartExecution',
      {
        stateMachineArn: 'PaymentStreamDeadlinesDeadline',
        name: expect.stringMatching(/^[0-9a-f]{64}$/),
        input: JSON.stringify({ streamId: 's-2', dueAt }),
      },
    ],
  ]);
});

test('payment-stream-scheduler settles once a minute what no timer has settled', async () => {
  const handler = await handlerOf('payment-stream-scheduler');
  const Item = usedUp('s-4');
  await engine.client.send(new PutCommand({ TableName: 'PaymentStreamsTable', Item }));
  await engine.client.send(
    new PutCommand({
      TableName: 'DeadlinesTable',
      Item: {
        subject: 'payment-stream#s-4',
        dueShard: 'due#3',
        dueAt: new Date(Date.now() - 10_000).toISOString(),
      },
    }),
  );
  await handler({ 'detail-type': 'Scheduled Event', source: 'aws.events' });
  expect(await streamOf('s-4')).toMatchObject({ depletion: 'depleted' });
});

test('payment-stream-settler settles by the moment it was invoked for, and says what is due next', async () => {
  const handler = await handlerOf('payment-stream-settler');
  const startTime = new Date(Date.now() - 590_000).toISOString();
  const Item = { ...usedUp('s-5'), startTime };
  await engine.client.send(new PutCommand({ TableName: 'PaymentStreamsTable', Item }));
  const dueAt = new Date(Date.parse(startTime) + 600_000).toISOString();
  const now = new Date().toISOString();
  expect(await handler({ streamId: 's-5', dueAt: now })).toEqual({ streamId: 's-5', dueAt });
  expect(await streamOf('s-5')).toMatchObject({ depletion: 'depleting' });
  // By a clock that is behind, the moment has come all the same.
  expect(await handler({ streamId: 's-5', dueAt })).toEqual({ streamId: 's-5' });
  expect(await streamOf('s-5')).toMatchObject({ depletion: 'depleted' });
  await expect(handler({ streamId: 's-5' })).rejects.toThrow('dueAt');
});

import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { applyAction, newPaymentStream } from '../../../../core/payment-stream/apply-action.ts';
import type { PaymentStreamAction } from '../../../../core/payment-stream/payment-stream-action.ts';
import type { PaymentStreamStore } from '../../../../core/payment-stream/payment-stream-store.ts';
import { createPaymentStreamsTable } from '../../../../lambdas/adapters/payment-streams/payment-streams-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const startMs = Date.parse('2026-11-20T20:00:00.000Z');

let engine: TestEngine;
let store: PaymentStreamStore;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({ name: 'PaymentStreams', partitionKey: { name: 'streamId' } });
  store = createPaymentStreamsTable(engine.client, 'PaymentStreams');
});
afterAll(() => engine.stop());

/** 1,000 deposited, 10 a second. */
const made = (streamId: string) =>
  newPaymentStream(
    streamId,
    { sender: 'GANA', recipient: 'GBETO', ratePerSecond: '10', depositedAmount: '1000' },
    startMs,
  );

const act = async (streamId: string, action: PaymentStreamAction, seconds: number) =>
  await store.decide(streamId, stream =>
    applyAction(stream, { streamId, action, atMs: startMs + seconds * 1_000 }),
  );

test('a payment stream is made once; whoever comes second receives the first', async () => {
  expect(await store.find('once')).toBeUndefined();
  expect(await store.create(made('once'))).toBe('created');
  const other = { ...made('once'), recipient: 'GCARLA' };
  expect(await store.create(other)).toEqual({ exists: made('once') });
  expect(await store.find('once')).toEqual(made('once'));
});

test('an item that breaks the contract is as good as none, and is not written over', async () => {
  const Item = { ...made('broken'), ratePerSecond: 10 };
  await engine.client.send(new PutCommand({ TableName: 'PaymentStreams', Item }));
  expect(await store.find('broken')).toBeUndefined();
  await expect(store.create(made('broken'))).rejects.toThrow(
    'the item of broken is not a payment stream',
  );
});

test('a change writes what it changes, and leaves what is not its own', async () => {
  const Item = {
    ...made('own'),
    ...{ depletion: 'depleting', depletesAt: '2026-11-20T20:01:40.000Z' },
    ...{ tokenAddress: null, note: 'of the backend', withdrawnAmount: null },
  };
  await engine.client.send(new PutCommand({ TableName: 'PaymentStreams', Item }));
  expect(await act('own', { kind: 'top_up', amount: '500' }, 20)).toMatchObject({ kind: 'write' });
  expect(await act('own', { kind: 'withdraw' }, 30)).toMatchObject({ kind: 'write' });
  expect(await act('own', { kind: 'withdraw', amount: '1' }, 30)).toMatchObject({
    kind: 'refused',
    code: 'EXCEEDS_ACCRUED',
  });
  expect(await readItem('own')).toEqual({
    ...Item,
    ...{ depositedAmount: '1500', withdrawnAmount: '300', updatedAt: '2026-11-20T20:00:30.000Z' },
  });
});

test('what somebody else changed in between is read again', async () => {
  await store.create(made('between'));
  let reads = 0;
  const decision = await store.decide('between', stream => {
    reads += 1;
    return applyAction(stream, {
      ...{ streamId: 'between', atMs: startMs + 1_000 },
      action: { kind: 'top_up', amount: '1' },
    });
  });
  expect([decision.kind, reads]).toEqual(['write', 1]);

  let isFirst = true;
  const slow: PaymentStreamStore = createPaymentStreamsTable(
    Object.create(engine.client, {
      send: {
        value: async (command: never) => {
          const result = await engine.client.send(command);
          if (isFirst) {
            isFirst = false;
            const Key = { streamId: 'between' };
            await engine.client.send(
              new UpdateCommand({
                ...{ TableName: 'PaymentStreams', Key },
                UpdateExpression: 'SET depositedAmount = :more',
                ExpressionAttributeValues: { ':more': '2000' },
              }),
            );
          }
          return result;
        },
      },
    }),
    'PaymentStreams',
  );
  const again = await slow.decide('between', stream =>
    applyAction(stream, {
      ...{ streamId: 'between', atMs: startMs + 2_000 },
      action: { kind: 'top_up', amount: '5' },
    }),
  );
  expect(again).toMatchObject({ kind: 'write', stream: { depositedAmount: '2005' } });
});

async function readItem(streamId: string) {
  const get = new GetCommand({
    ...{ TableName: 'PaymentStreams', Key: { streamId } },
    ConsistentRead: true,
  });
  return (await engine.client.send(get)).Item;
}

import { BatchGetCommand, DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { listPaymentStreams } from '../../../../core/payment-stream/list-payment-streams.ts';
import type { PaymentStreamLists } from '../../../../core/payment-stream/payment-stream-lists.ts';
import { createPaymentStreamLists } from '../../../../lambdas/adapters/payment-streams/payment-stream-lists.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const index = (name: string, attribute: string) => ({
  name,
  partitionKey: { name: attribute },
  sortKey: { name: 'streamId' },
  keysOnly: true,
});

let engine: TestEngine;
let lists: PaymentStreamLists;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({
    name: 'PaymentStreams',
    partitionKey: { name: 'streamId' },
    indexes: [
      index('bySender', 'sender'),
      index('byRecipient', 'recipient'),
      index('byStatus', 'status'),
    ],
  });
  lists = createPaymentStreamLists(engine.client, 'PaymentStreams');
});
afterAll(() => engine.stop());

const put = (streamId: string, changes: Readonly<Record<string, unknown>> = {}) =>
  engine.client.send(
    new PutCommand({
      TableName: 'PaymentStreams',
      Item: {
        streamId,
        sender: 'house',
        recipient: 'bea',
        ratePerSecond: '10',
        depositedAmount: '1000',
        status: 'active',
        ...changes,
      },
    }),
  );

async function allIdsOf(list: PaymentStreamLists, limit: number, value: string) {
  const pages: (readonly string[])[] = [];
  for (let after: string | undefined; ; after = pages.at(-1)?.at(-1)) {
    const { ids, hasMore } = await list.idsOf({ by: 'recipient', value }, { after, limit });
    pages.push(ids);
    if (!hasMore) return pages.flat();
  }
}

test('ids of a list come in pages, in the order of their bytes', async () => {
  const ids = ['10', '9', 'a', 'B', '\uFFFD', '🐓', 'é'];
  await Promise.all(ids.map(id => put(id, { recipient: 'ordered' })));
  const expected = ['10', '9', 'B', 'a', 'é', '\uFFFD', '🐓'];
  expect(await allIdsOf(lists, 3, 'ordered')).toEqual(expected);
  const { items } = await listPaymentStreams(
    { limit: 100 },
    { userId: 'ordered', role: 'bettor' },
    lists,
  );
  expect(items.map(({ streamId }) => streamId)).toEqual(expected);
});

test('250 payment streams of somebody are listed in three pages, and nobody else’s', async () => {
  const ids = Array.from({ length: 250 }, (_, n) => `many-${n}`);
  const sides = (n: number) =>
    n % 3 === 0
      ? { sender: 'rita', recipient: 'Grita' }
      : n % 3 === 1
        ? { sender: 'Grita' }
        : { recipient: 'rita' };
  await Promise.all(ids.map((id, n) => put(id, sides(n))));
  await put('many-not-hers', { recipient: 'ritar' });
  const rita = { userId: 'rita', role: 'bettor', addresses: ['Grita'] };
  const found: string[] = [];
  const sizes: number[] = [];
  for (let next: string | undefined, isLast = false; !isLast; isLast = next === undefined) {
    const page = await listPaymentStreams({ limit: 100, ...(next && { next }) }, rita, lists);
    found.push(...page.items.map(({ streamId }) => streamId));
    sizes.push(page.items.length);
    next = page.next;
  }
  expect(sizes).toEqual([100, 100, 50]);
  expect(found).toEqual(ids.toSorted());
});

test('a list is judged by the items as they are, though its index be a moment behind', async () => {
  await put('lag-1', { recipient: 'lena' });
  await put('lag-2', { recipient: 'lena' });
  await put('lag-3', { recipient: 'lena' });
  const before = await lists.idsOf(
    { by: 'recipient', value: 'lena' },
    { after: undefined, limit: 9 },
  );
  expect(before.ids).toEqual(['lag-1', 'lag-2', 'lag-3']);
  const set = (streamId: string, name: string, value: string) =>
    engine.client.send(
      new UpdateCommand({
        TableName: 'PaymentStreams',
        Key: { streamId },
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  await set('lag-1', 'recipient', 'someone else');
  await set('lag-2', 'status', 'paused');
  await engine.client.send(
    new DeleteCommand({ TableName: 'PaymentStreams', Key: { streamId: 'lag-3' } }),
  );
  const lagging: PaymentStreamLists = {
    ...lists,
    idsOf: async ({ by }) => (by === 'recipient' ? before : { ids: [], hasMore: false }),
  };
  const lena = { userId: 'lena', role: 'bettor' };
  const { items } = await listPaymentStreams({ limit: 100 }, lena, lagging);
  expect(items).toMatchObject([{ streamId: 'lag-2', status: 'paused' }]);
  const active = await listPaymentStreams({ limit: 100, status: 'active' }, lena, lagging);
  expect(active.items).toEqual([]);
});

test('an item that breaks its contract is none, and attributes that are null count as absent', async () => {
  await put('broken', { depositedAmount: 1_000 });
  await put('nulled', { snapshotAmount: null, tokenAddress: null, mine: { note: 'own' } });
  const found = await lists.findAll(['broken', 'nulled', 'none', 'nulled']);
  expect(found).toEqual([
    {
      streamId: 'nulled',
      sender: 'house',
      recipient: 'bea',
      ratePerSecond: '10',
      depositedAmount: '1000',
      status: 'active',
    },
  ]);
});

test('what one batch leaves out is asked for again', async () => {
  await Promise.all(['left-1', 'left-2', 'left-3'].map(id => put(id)));
  const asked: number[] = [];
  const client = {
    send: async (command: BatchGetCommand) => {
      const { RequestItems } = command.input;
      const [first, ...rest] = RequestItems?.PaymentStreams?.Keys ?? [];
      asked.push(rest.length + 1);
      const answer = await engine.client.send(
        new BatchGetCommand({ RequestItems: { PaymentStreams: { Keys: first ? [first] : [] } } }),
      );
      return {
        ...answer,
        UnprocessedKeys: rest.length > 0 ? { PaymentStreams: { Keys: rest } } : {},
      };
    },
  };
  const found = await createPaymentStreamLists(client as never, 'PaymentStreams').findAll([
    'left-1',
    'left-2',
    'left-3',
  ]);
  expect(found.map(({ streamId }) => streamId)).toEqual(['left-1', 'left-2', 'left-3']);
  expect(asked).toEqual([3, 2, 1]);
});

test('a table that gives nothing at all is unavailable, not empty', async () => {
  const client = {
    send: async ({ input }: BatchGetCommand) => ({ UnprocessedKeys: input.RequestItems }),
  };
  await expect(
    createPaymentStreamLists(client as never, 'PaymentStreams').findAll(['1']),
  ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

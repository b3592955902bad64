import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { MalformedItemError, type Publisher } from '../../../clients/backend/index.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

const startMs = Date.parse('2026-11-20T20:00:00.000Z');

let tables: PublishedTables;
let publisher: Publisher;
let nowMs = startMs;

beforeAll(async () => {
  tables = await startPublishedTables();
  publisher = tables.publisher({ now: () => nowMs });
});
beforeEach(() => {
  nowMs = startMs;
});
afterAll(async () => {
  await publisher.close();
  await tables.stop();
});

const terms = {
  ...{ sender: 'GANA', recipient: 'GBETO', tokenAddress: 'CUSDC' },
  ...{ ratePerSecond: '10', depositedAmount: '1000' },
};
const after = (seconds: number) => {
  nowMs = startMs + seconds * 1_000;
};
const sides = (streamId: string) => ({ streamId, sender: 'GANA', recipient: 'GBETO' });

test('a life of a payment stream, and the events that follow from it', async () => {
  const { paymentStreams } = publisher;
  await tables.changes();
  const streamId = 'life';
  const created = await paymentStreams.created({ streamId, ...terms });
  expect(created).toEqual({
    outcome: 'written',
    id: 'life',
    stream: {
      streamId,
      ...terms,
      ...{ withdrawnAmount: '0', status: 'active', startTime: '2026-11-20T20:00:00.000Z' },
      ...{ createdAt: '2026-11-20T20:00:00.000Z', updatedAt: '2026-11-20T20:00:00.000Z' },
    },
  });
  after(10);
  const topUp = await paymentStreams.toppedUp({ streamId, amount: '500' });
  expect(topUp).toMatchObject({ outcome: 'written', stream: { depositedAmount: '1500' } });
  after(20);
  await paymentStreams.withdrawn({ streamId, amount: '120' });
  after(30);
  await paymentStreams.paused({ streamId });
  after(40);
  await paymentStreams.rateChanged({ streamId, ratePerSecond: '20' });
  after(50);
  await paymentStreams.resumed({ streamId });
  after(60);
  expect(await paymentStreams.get(streamId)).toMatchObject({
    ...{ at: '2026-11-20T20:01:00.000Z', accrued: '500', withdrawable: '380', uncovered: '0' },
    ...{ snapshotAmount: '300', snapshotTime: '2026-11-20T20:00:50.000Z' },
  });
  const cancelled = await paymentStreams.cancelled({ streamId });
  expect(cancelled).toMatchObject({
    stream: { status: 'cancelled', refundedAmount: '1000', snapshotAmount: '500' },
  });
  expect(await paymentStreams.cancelled({ streamId })).toMatchObject({ outcome: 'already' });
  expect(await paymentStreams.withdrawn({ streamId })).toMatchObject({ outcome: 'written' });

  const snapshot = (snapshotAmount: string, seconds: number, ratePerSecond: string) => ({
    ...sides(streamId),
    ...{ snapshotAmount, snapshotTime: startMs + seconds * 1_000, ratePerSecond },
  });
  expect(await tables.received()).toMatchObject([
    ['stream.created', { ...sides(streamId), depositedAmount: '1000' }],
    ['stream.topped_up', { ...sides(streamId), added: '500', depositedAmount: '1500' }],
    ['stream.withdrawn', { ...sides(streamId), withdrawn: '120', withdrawnAmount: '120' }],
    ['stream.paused', snapshot('300', 30, '10')],
    ['stream.rate_changed', snapshot('300', 40, '20')],
    ['stream.resumed', snapshot('300', 50, '20')],
    ['stream.cancelled', { ...sides(streamId), refunded: '1000' }],
    ['stream.withdrawn', { ...sides(streamId), withdrawn: '380', withdrawnAmount: '500' }],
  ]);
});

test('one that is paid out to the last unit is completed, once', async () => {
  const { paymentStreams } = publisher;
  await tables.changes();
  await paymentStreams.created({ streamId: 'full', ...terms });
  after(100);
  expect(await paymentStreams.withdrawn({ streamId: 'full' })).toMatchObject({
    stream: { status: 'completed', withdrawnAmount: '1000' },
  });
  expect(await paymentStreams.completed({ streamId: 'full' })).toMatchObject({
    outcome: 'already',
  });
  expect((await tables.received()).map(([type]) => type)).toEqual([
    'stream.created',
    'stream.withdrawn',
    'stream.completed',
  ]);
});

test('what happened earlier is said with its time, and what has accrued by then counts', async () => {
  const { paymentStreams } = publisher;
  after(3_600);
  await paymentStreams.created({ streamId: 'past', ...terms, at: '2026-11-20T21:00:00+01:00' });
  const early = { streamId: 'past', amount: '50', at: new Date(startMs + 4_000) };
  expect(await paymentStreams.withdrawn(early)).toEqual({
    outcome: 'refused',
    id: 'past',
    code: 'EXCEEDS_ACCRUED',
    message:
      'received a withdrawal of 50 at 2026-11-20T20:00:04.000Z, expected at most 40: 40 has accrued by then, of which 0 is paid out',
  });
  expect(await paymentStreams.withdrawn({ streamId: 'past', amount: '50' })).toMatchObject({
    outcome: 'written',
  });
  expect(await paymentStreams.get('none')).toBeUndefined();
  expect(await paymentStreams.paused({ streamId: 'none' })).toMatchObject({
    outcome: 'refused',
    code: 'STREAM_NOT_FOUND',
  });
});

test('an event of a chain is applied once', async () => {
  const { paymentStreams } = publisher;
  const chain = (ledger: number) => ({ ledger, transactionHash: `h${ledger}`, eventIndex: 0 });
  await paymentStreams.created({ streamId: 'chain', ...terms, chain: chain(1) });
  const topUp = { streamId: 'chain', amount: '5', chain: chain(2) };
  expect(await paymentStreams.toppedUp(topUp)).toMatchObject({ outcome: 'written' });
  expect(await paymentStreams.toppedUp(topUp)).toMatchObject({ outcome: 'already' });
  expect(
    await paymentStreams.toppedUp({ ...topUp, chain: { ...chain(2), transactionHash: 'other' } }),
  ).toMatchObject({ outcome: 'refused', code: 'CHAIN_FORK' });
  expect(await tables.item('PaymentStreams', 'chain')).toMatchObject({
    ...{ depositedAmount: '1005', ledger: 2, transactionHash: 'h2', eventIndex: 0 },
    chainEvents: ['1-0-h1', '2-0-h2'],
  });
});

test.each<readonly [string, () => Promise<unknown>, string]>([
  [
    'a rate that is a number',
    async () =>
      await publisher.paymentStreams.created({
        streamId: 'bad',
        ...terms,
        ratePerSecond: 10 as never,
      }),
    'ratePerSecond is 10, expected a whole number as a string of digits',
  ],
  [
    'a top-up of nothing',
    async () => await publisher.paymentStreams.toppedUp({ streamId: 'bad', amount: '0' }),
    'amount is "0", expected a whole number above 0 as a string of digits',
  ],
  [
    'a top-up by an amount and to a total',
    async () =>
      await publisher.paymentStreams.toppedUp({
        ...{ streamId: 'bad', amount: '1', depositedAmount: '2' },
      }),
    'amount is "1", expected one of them: an amount, or the total that it makes',
  ],
  [
    'a top-up that says neither',
    async () => await publisher.paymentStreams.toppedUp({ streamId: 'bad' }),
    'amount is missing, expected one of them: an amount, or the total that it makes',
  ],
  [
    'a time without its zone',
    async () =>
      await publisher.paymentStreams.paused({ streamId: 'bad', at: '2026-11-20T20:00:00' }),
    'at is "2026-11-20T20:00:00", expected a Date, or an ISO 8601 time with its zone',
  ],
  [
    'no id',
    async () => await publisher.paymentStreams.paused({} as never),
    'streamId is missing, expected a string of 1 to 256 characters',
  ],
])('%s is refused before anything is written', async (_title, act, message) => {
  const refusal = act();
  await expect(refusal).rejects.toThrow(MalformedItemError);
  await expect(refusal).rejects.toThrow(message);
});

test('an item that breaks the contract is not written over', async () => {
  const Item = { streamId: 'broken', sender: 'GANA' };
  await tables.engine.client.send(new PutCommand({ TableName: 'PaymentStreams', Item }));
  expect(
    await publisher.paymentStreams.toppedUp({ streamId: 'broken', amount: '1' }),
  ).toMatchObject({ code: 'STREAM_NOT_FOUND' });
  await expect(publisher.paymentStreams.created({ streamId: 'broken', ...terms })).rejects.toThrow(
    'the item of broken is not a payment stream',
  );
});

const races = 200;
/** As many at once. */
const racesAtOnce = 20;

/** Runs each race, numbered. */
async function runRaces(race: (streamId: string) => Promise<void>): Promise<void> {
  for (let first = 0; first < races; first += racesAtOnce) {
    const ids = Array.from({ length: racesAtOnce }, (_, at) => `race-${first + at}`);
    await Promise.all(ids.map(race));
  }
}

test(`${races} withdrawals of all against cancellations: every unit is somebody's, once`, async () => {
  await using other = tables.publisher();
  const withdrawn: (string | undefined)[] = [];
  await runRaces(async race => {
    const streamId = `cancel-${race}`;
    const at = (seconds: number) => ({ streamId, at: new Date(startMs + seconds * 1_000) });
    await publisher.paymentStreams.created({ ...terms, ...at(0) });
    const [withdrawal, cancellation] = await Promise.all([
      publisher.paymentStreams.withdrawn(at(30)),
      other.paymentStreams.cancelled(at(40)),
    ]);
    expect([withdrawal.outcome, cancellation.outcome]).toEqual(['written', 'written']);
    const stream = await publisher.paymentStreams.get(streamId);
    expect(stream).toMatchObject({
      ...{ status: 'cancelled', snapshotAmount: '400', refundedAmount: '600' },
      depositedAmount: '1000',
    });
    const { withdrawnAmount = '', withdrawable = '' } = stream ?? {};
    expect(BigInt(withdrawnAmount) + BigInt(withdrawable)).toBe(400n);
    withdrawn.push(withdrawnAmount);
  });
  // Before the cancellation 300 had accrued by then; after it, what it left.
  expect(withdrawn.filter(amount => amount === '300' || amount === '400')).toHaveLength(races);
});

test(`${races} top-ups against completions: one of them, never both`, async () => {
  await using other = tables.publisher();
  await runRaces(async race => {
    const streamId = `complete-${race}`;
    const at = (seconds: number) => ({ streamId, at: new Date(startMs + seconds * 1_000) });
    await publisher.paymentStreams.created({ ...terms, ...at(0) });
    const [topUp, completion] = await Promise.all([
      publisher.paymentStreams.toppedUp({ ...at(100), amount: '500' }),
      other.paymentStreams.completed(at(100)),
    ]);
    const { status, depositedAmount } = (await publisher.paymentStreams.get(streamId)) ?? {};
    const isCompleted = status === 'completed';
    expect([topUp, completion]).toMatchObject(
      isCompleted
        ? [{ outcome: 'refused', code: 'STREAM_ENDED' }, { outcome: 'written' }]
        : [{ outcome: 'written' }, { outcome: 'refused', code: 'NOT_ALL_ACCRUED' }],
    );
    expect(depositedAmount).toBe(isCompleted ? '1000' : '1500');
  });
});

test('of twenty top-ups at once none gets lost, and none waits for another of its own process', async () => {
  await publisher.paymentStreams.created({ streamId: 'busy', ...terms });
  const publishers = [publisher, tables.publisher({ now: () => nowMs })];
  const results = await Promise.all(
    Array.from(
      { length: 20 },
      async (_, at) =>
        await publishers[at % 2]?.paymentStreams.toppedUp({ streamId: 'busy', amount: '1' }),
    ),
  );
  expect(new Set(results.map(result => result?.outcome))).toEqual(new Set(['written']));
  expect(await publisher.paymentStreams.get('busy')).toMatchObject({ depositedAmount: '1020' });
  await publishers[1]?.close();
});

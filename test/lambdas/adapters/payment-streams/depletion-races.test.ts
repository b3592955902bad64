import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { settle } from '../../../../core/payment-stream/settle.ts';
import { type DeadlineTestTables, startDeadlineTables } from './deadline-tables.ts';

/*
 * Two writers at once, 200 times each, on a real engine; what came of it is read from the events that
 * change-fan-out makes of the images of the table's stream.
 */

const races = 200;
const atOnce = 10;

let tables: DeadlineTestTables;

beforeAll(async () => {
  tables = await startDeadlineTables(0);
});
afterAll(() => tables.stop());

const startTime = '2026-11-29T12:00:00.000Z';
/** When 6,000 at ten a second are used up. */
const depletedMs = Date.parse(startTime) + 600_000;

const stream = (streamId: string) => ({
  ...{ streamId, sender: 'GA', recipient: 'GB', status: 'active', startTime },
  ...{ ratePerSecond: '10', depositedAmount: '6000', withdrawnAmount: '0' },
});

/** As a backend writes that asks for what it has read; whether it was in time. */
async function update(
  streamId: string,
  change: { readonly set: string; readonly values: Readonly<Record<string, string>> },
  read: Readonly<Record<string, string>>,
): Promise<boolean> {
  const names = Object.keys(read);
  const update = new UpdateCommand({
    TableName: 'PaymentStreams',
    Key: { streamId },
    UpdateExpression: change.set,
    ConditionExpression: names.map(name => `#${name} = :${name}Read`).join(' AND '),
    ExpressionAttributeNames: {
      ...(change.set.includes('#status') && { '#status': 'status' }),
      ...Object.fromEntries(names.map(name => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ...change.values,
      ...Object.fromEntries(names.map(name => [`:${name}Read`, read[name]])),
    },
  });
  for (;;) {
    try {
      await tables.engine.client.send(update);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      // A transaction was under way: a backend tries again.
      if ((error as Error).name !== 'TransactionConflictException') throw error;
    }
  }
}

const topUp = (streamId: string) =>
  update(
    streamId,
    { set: 'SET depositedAmount = :to', values: { ':to': '9000' } },
    { status: 'active' },
  );

const withdrawAll = (streamId: string) =>
  update(
    streamId,
    { set: 'SET withdrawnAmount = :to', values: { ':to': '6000' } },
    { status: 'active', withdrawnAmount: '0', depositedAmount: '6000' },
  );

const cancel = (streamId: string) =>
  update(
    streamId,
    {
      set: 'SET #status = :to, snapshotAmount = :all',
      values: { ':to': 'cancelled', ':all': '6000' },
    },
    { status: 'active', withdrawnAmount: '0' },
  );

/** Called with a stream's id when one that settles it has read it, and is about to write. */
const onRead = new Map<string, () => void>();

const deplete = (streamId: string) => {
  const { deadlines } = tables.ports;
  const read = async () => {
    const reading = await deadlines.read(streamId);
    onRead.get(streamId)?.();
    return reading;
  };
  return settle(streamId, depletedMs, { ...tables.ports, deadlines: { ...deadlines, read } });
};

/** Two of three races are of writes: a writer that reads first would else always come last. */
async function afterRead(streamId: string, n: number): Promise<void> {
  if (n % 3 !== 0) await new Promise<void>(resolve => onRead.set(streamId, resolve));
}

type Writer = (streamId: string) => Promise<unknown>;

/** Runs 200 races, each with a stream of its own; gives the types of the events of each. */
async function race(
  name: string,
  first: Writer,
  ...writers: readonly Writer[]
): Promise<readonly (readonly string[])[]> {
  const ids = Array.from({ length: races }, (_, n) => `${name}-${n}`);
  for (const streamId of ids) await tables.put(stream(streamId));
  for (let from = 0; from < races; from += atOnce) {
    await Promise.all(
      ids.slice(from, from + atOnce).map(async (streamId, n) => {
        const read = afterRead(streamId, n);
        const others = writers.map(async writer => {
          await read;
          await writer(streamId);
        });
        await Promise.all([first(streamId), ...others]);
      }),
    );
  }
  // Whoever lost is seen by the table's stream, whose reader settles every stream that was written to.
  for (const streamId of ids) await settle(streamId, depletedMs, tables.ports);
  const types = new Map<unknown, string[]>(ids.map(id => [id, []]));
  for (const [type, { streamId }] of await tables.received()) types.get(streamId)?.push(type);
  return [...types.values()];
}

/** How often each sequence of events came, the creation left out. */
function outcomes(of: readonly (readonly string[])[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const types of of) {
    expect(types[0]).toBe('stream.created');
    const outcome = types
      .slice(1)
      .map(type => type.replace('stream.', ''))
      .join(', ');
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, count) => all + count, 0);

test('200 top-ups race against depletion: depleted before it, or not at all [F2]', async () => {
  const counts = outcomes(await race('topUp', deplete, topUp));
  expect(Object.keys(counts).sort()).toEqual(['depleted, topped_up', 'topped_up']);
  expect(total(counts)).toBe(races);
  const revived = await tables.item('PaymentStreams', 'topUp-0');
  expect(revived).not.toHaveProperty('depletion');
  expect(await tables.row('topUp-0')).toMatchObject({ dueAt: '2026-11-29T12:15:00.000Z' });
});

test('200 times three settle at once: depleted once', async () => {
  expect(outcomes(await race('settle', deplete, deplete, deplete))).toEqual({ depleted: races });
});

test('200 cancellations race against completion: one end each [F2]', async () => {
  // The writer of the withdrawal comes late as often as early, and is settled as it stands then.
  const complete = async (streamId: string) => {
    const [isPaidOut] = await Promise.all([withdrawAll(streamId), deplete(streamId)]);
    if (isPaidOut) await deplete(streamId);
  };
  const types = await race('cancel', complete, cancel);
  // That it was depleted may come before either.
  const ends = types.map(each => each.filter(type => type !== 'stream.depleted'));
  const counts = outcomes(ends);
  expect(Object.keys(counts).sort()).toEqual(['cancelled', 'withdrawn, completed']);
  expect(total(counts)).toBe(races);
  for (let n = 0; n < races; n += 1) {
    expect(await tables.row(`cancel-${n}`)).toBeUndefined();
  }
});

test('200 withdrawals of all race against depletion and a cancellation: one end each, nothing after it [F2]', async () => {
  const counts = outcomes(await race('withdraw', deplete, withdrawAll, cancel));
  const possible = [
    ...['cancelled', 'depleted, cancelled'],
    ...['depleted, withdrawn, completed', 'withdrawn, completed'],
  ];
  expect(possible).toEqual(expect.arrayContaining(Object.keys(counts)));
  expect(total(counts)).toBe(races);
  expect(Object.keys(counts).length).toBeGreaterThan(1);
  const item = await tables.item('PaymentStreams', 'withdraw-0');
  expect(item?.status).toMatch(/^(completed|cancelled)$/);
});

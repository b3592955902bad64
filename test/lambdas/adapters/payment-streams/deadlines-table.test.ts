import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { settle } from '../../../../core/payment-stream/settle.ts';
import { type DeadlineTestTables, startDeadlineTables } from './deadline-tables.ts';

let tables: DeadlineTestTables;

beforeAll(async () => {
  tables = await startDeadlineTables();
});
afterAll(() => tables.stop());

const startTime = '2026-11-29T12:00:00Z';
const startMs = Date.parse(startTime);

/** Ten a second of 6,000: used up at 12:10. */
const stream = (streamId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ...{ streamId, sender: 'GA', recipient: 'GB', status: 'active', startTime },
  ...{ ratePerSecond: '10', depositedAmount: '6000', note: 'mine' },
  ...more,
});

const settleAt = (streamId: string, ms: number) => settle(streamId, startMs + ms, tables.ports);

test('a stream’s life in both tables, and in the events of its writes', async () => {
  await tables.put(stream('s-1'));
  expect(await settleAt('s-1', 0)).toEqual({});
  expect(await tables.row('s-1')).toEqual({
    subject: 'payment-stream#s-1',
    depletesAt: '2026-11-29T12:10:00.000Z',
    dueAt: '2026-11-29T12:09:00.000Z',
    dueShard: expect.stringMatching(/^due#[0-7]$/),
  });
  expect(await settleAt('s-1', 540_000)).toEqual({
    began: 'depleting',
    timerAtMs: startMs + 600_000,
  });
  expect(tables.timers).toEqual(['s-1 2026-11-29T12:10:00.000Z']);
  expect(await tables.row('s-1')).toMatchObject({
    phase: 'depleting',
    dueAt: '2026-11-29T12:10:00.000Z',
    armedFor: '2026-11-29T12:10:00.000Z',
  });
  expect(await settleAt('s-1', 600_000)).toEqual({ began: 'depleted' });
  expect(await settleAt('s-1', 600_001)).toEqual({});
  expect(await tables.item('PaymentStreams', 's-1')).toEqual({
    ...stream('s-1'),
    depletion: 'depleted',
    depletesAt: '2026-11-29T12:10:00.000Z',
  });
  const row = await tables.row('s-1');
  expect(row).toMatchObject({ phase: 'depleted' });
  expect(row).not.toHaveProperty('dueShard');

  await tables.put(stream('s-1', { depositedAmount: '9000' }));
  await settleAt('s-1', 600_002);
  await tables.put(stream('s-1', { depositedAmount: '9000', withdrawnAmount: '9000' }));
  await settleAt('s-1', 900_000);
  expect(await tables.item('PaymentStreams', 's-1')).toMatchObject({ status: 'completed' });
  expect(await tables.row('s-1')).toBeUndefined();
  const events = await tables.received();
  expect(events.map(([type]) => type)).toEqual([
    ...['stream.created', 'stream.depleting', 'stream.depleted'],
    ...['stream.topped_up', 'stream.withdrawn', 'stream.completed'],
  ]);
  expect(events[2]?.[1]).toEqual({
    ...{ streamId: 's-1', sender: 'GA', recipient: 'GB' },
    ...{ depletion: 'depleted', depletesAt: startMs + 600_000 },
  });
});

test('a phase that no longer holds is taken from the item, and nothing else of it', async () => {
  await tables.put(stream('s-2'));
  await settleAt('s-2', 600_000);
  const marked = await tables.item('PaymentStreams', 's-2');
  await tables.put({ ...marked, depositedAmount: '60000' });
  await settleAt('s-2', 600_001);
  expect(await tables.item('PaymentStreams', 's-2')).toEqual(
    stream('s-2', { depositedAmount: '60000' }),
  );
});

test('a stream that owes all before it starts has no moment, one whose attributes are null is read', async () => {
  const owing = { startTime: '2026-11-30T12:00:00Z', snapshotAmount: '6000' };
  await tables.put(stream('s-3', { ...owing, withdrawnAmount: null, refundedAmount: null }));
  expect(await settleAt('s-3', 0)).toEqual({ began: 'depleted' });
  const item = await tables.item('PaymentStreams', 's-3');
  expect(item).toMatchObject({ depletion: 'depleted', withdrawnAmount: null });
  expect(item).not.toHaveProperty('depletesAt');
});

test('what breaks the contract, whatever it holds, and what is gone stop nothing', async () => {
  await tables.put({ streamId: 's-4', ratePerSecond: 10n ** 30n, status: 7 });
  expect(await settleAt('s-4', 0)).toEqual({});
  await tables.put(stream('s-4'));
  await settleAt('s-4', 0);
  await tables.put({ streamId: 's-4', ratePerSecond: 10n ** 30n, status: 7 });
  await settleAt('s-4', 540_000);
  expect(await tables.row('s-4')).toMatchObject({ dueAt: '2026-11-29T13:09:00.000Z' });
  await tables.engine.client.send(
    new DeleteCommand({ TableName: 'PaymentStreams', Key: { streamId: 's-4' } }),
  );
  await settleAt('s-4', 540_000);
  expect(await tables.row('s-4')).toBeUndefined();
});

test('neither is written when one of them is no longer as it was read', async () => {
  const { deadlines } = tables.ports;
  const mark = {
    item: { kind: 'mark', phase: 'depleted', depletesAtMs: startMs } as const,
    deadline: { phase: 'depleted' } as const,
  };
  await tables.put(stream('s-5'));
  await settleAt('s-5', 0);
  const beforeTopUp = await deadlines.read('s-5');
  await tables.put(stream('s-5', { depositedAmount: '6001' }));
  expect(await beforeTopUp.write(mark)).toBe(false);
  const beforeSettling = await deadlines.read('s-5');
  await settleAt('s-5', 0);
  expect(await beforeSettling.write(mark)).toBe(false);
  // An attribute of the backend's own is none of the terms.
  const beforeNote = await deadlines.read('s-5');
  await tables.put(stream('s-5', { depositedAmount: '6001', note: 'another' }));
  expect(await beforeNote.write(mark)).toBe(true);
  expect(await tables.item('PaymentStreams', 's-5')).toMatchObject({ note: 'another' });
  expect(await deadlines.noteTimer('s-5', { dueAtMs: startMs })).toBe(false);
});

test('what is due is listed by shard, the earliest first, in pages', async () => {
  const { deadlines } = tables.ports;
  const { Items = [] } = await tables.engine.client.send(
    new ScanCommand({ TableName: 'PaymentStreams' }),
  );
  for (const { streamId } of Items) {
    await tables.engine.client.send(
      new DeleteCommand({ TableName: 'PaymentStreams', Key: { streamId } }),
    );
    await settle(String(streamId), startMs, tables.ports);
  }
  const ids = Array.from({ length: 900 }, (_, n) => `many-${n}`);
  for (const [n, streamId] of ids.entries()) {
    await tables.put(stream(streamId, { depositedAmount: String(100_000 - n * 10) }));
    await settleAt(streamId, 0);
  }
  const found: string[] = [];
  for (const shard of deadlines.shards) {
    let position: Parameters<typeof deadlines.list>[2];
    const dueAt: number[] = [];
    do {
      const range = { fromMs: startMs, toMs: startMs + 10_000_000 };
      const page = await deadlines.list(shard, range, position);
      expect(page.due.length).toBeLessThanOrEqual(50);
      found.push(...page.due.map(({ streamId }) => streamId));
      dueAt.push(...page.due.map(({ deadline }) => deadline.dueAtMs ?? 0));
      position = page.next;
    } while (position !== undefined);
    expect(dueAt).toEqual([...dueAt].sort((one, other) => one - other));
  }
  expect(found.sort()).toEqual(ids.sort());
  // The last is due at 9,880 s less a minute, and the end of a range is not in it.
  const late = { fromMs: startMs, toMs: startMs + (9_101 - 60) * 1_000 };
  const pages = await Promise.all(deadlines.shards.map(shard => deadlines.list(shard, late)));
  expect(pages.flatMap(({ due }) => due)).toEqual([]);
});

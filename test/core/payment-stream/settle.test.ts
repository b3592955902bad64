import fc from 'fast-check';
import { needsTimer, promptTimerMs, settle } from '../../../core/payment-stream/settle.ts';
import { owed } from '../../../core/wire/payment-stream.ts';
import { silentMeter } from '../../support/silent-meter.ts';
import { MemoryDeadlines, type StreamItem } from './memory-deadlines.ts';

const startMs = Date.parse('2026-11-29T12:00:00.000Z');
const noticeMs = 60_000;

const stream = (changed: Partial<StreamItem> = {}): StreamItem => ({
  ...{ streamId: 's-1', sender: 'GA', recipient: 'GB', status: 'active' },
  ...{ ratePerSecond: '10', depositedAmount: '6000', withdrawnAmount: '0', startTime: startMs },
  ...changed,
});

function setting(notice = noticeMs) {
  const deadlines = new MemoryDeadlines();
  const timers: number[] = [];
  const ports = {
    deadlines,
    meter: silentMeter,
    startTimer: async ({ dueAtMs }: { readonly dueAtMs: number }) => {
      timers.push(dueAtMs - startMs);
    },
    noticeMs: notice,
    timerWithinMs: promptTimerMs,
  };
  return { deadlines, timers, settleAt: (ms: number) => settle('s-1', startMs + ms, ports), ports };
}

/** The item without the system's own marks, as a Put from a backend's own copy has it. */
const withoutMarks = ({ depletion: _1, depletesAt: _2, ...item }: StreamItem) => item;

test('a stream runs low, and out, each once, however often it is settled', async () => {
  const { deadlines, settleAt } = setting();
  deadlines.put('s-1', stream());
  const began: unknown[] = [];
  for (const ms of [0, 0, 539_999, 540_000, 540_000, 599_999, 600_000, 600_000, 9_999_999]) {
    began.push((await settleAt(ms)).began);
  }
  expect(began.filter(phase => phase !== undefined)).toEqual(['depleting', 'depleted']);
  expect(deadlines.events).toEqual(['stream.created', 'stream.depleting', 'stream.depleted']);
  expect(deadlines.items.get('s-1')).toMatchObject({
    depletion: 'depleted',
    depletesAt: startMs + 600_000,
  });
});

test('a top-up that does not suffice brings no second event, one that does revives', async () => {
  const { deadlines, settleAt } = setting();
  deadlines.put('s-1', stream());
  await settleAt(700_000);
  deadlines.put('s-1', { ...stream({ depositedAmount: '6500' }) });
  await settleAt(700_000);
  expect(deadlines.events.slice(1)).toEqual(['stream.depleted', 'stream.topped_up']);
  // To a thousand seconds from the start.
  deadlines.put('s-1', stream({ depositedAmount: '10000' }));
  await settleAt(700_000);
  expect(deadlines.items.get('s-1')).not.toHaveProperty('depletion');
  await settleAt(940_000);
  await settleAt(1_000_000);
  expect(deadlines.events.slice(3)).toEqual([
    'stream.topped_up',
    'stream.depleting',
    'stream.depleted',
  ]);
});

test('what a backend does to the marks is never published', async () => {
  const { deadlines, settleAt } = setting();
  deadlines.put('s-1', stream());
  await settleAt(540_000);
  const copy = deadlines.items.get('s-1') as StreamItem;
  await settleAt(600_000);
  // A Put over the item drops them, one of an older copy brings an older one back.
  deadlines.put('s-1', withoutMarks({ ...copy, withdrawnAmount: '1' }));
  await settleAt(600_000);
  deadlines.put('s-1', { ...copy, withdrawnAmount: '2' });
  await settleAt(600_000);
  expect(deadlines.events).toEqual([
    ...['stream.created', 'stream.depleting', 'stream.depleted'],
    ...['stream.withdrawn', 'stream.withdrawn'],
  ]);
});

test('what others write meanwhile is read again, and at last left to the record of the last write', async () => {
  const { deadlines, settleAt } = setting();
  deadlines.put('s-1', stream());
  let writes = 3;
  deadlines.beforeWrite = () => {
    writes -= 1;
    if (writes >= 0) deadlines.put('s-1', stream({ withdrawnAmount: String(100 + writes) }));
  };
  expect((await settleAt(600_000)).began).toBe('depleted');
  writes = 10;
  deadlines.put('s-1', stream({ depositedAmount: '9000', withdrawnAmount: '100' }));
  deadlines.beforeWrite = () => {
    writes -= 1;
    if (writes >= 0) deadlines.put('s-1', stream({ depositedAmount: String(9_000 + writes) }));
  };
  expect(await settleAt(700_000)).toEqual({ isOvertaken: true });
  // The next call finds it as the last of them left it.
  await settleAt(700_000);
  expect(deadlines.rows.get('s-1')).toMatchObject({ dueAtMs: startMs + 840_000 });
});

test('a stream that was removed, or ended, leaves nothing behind', async () => {
  for (const end of [undefined, stream({ status: 'cancelled' })]) {
    const { deadlines, settleAt } = setting();
    deadlines.put('s-1', stream());
    await settleAt(0);
    expect(deadlines.rows.size).toBe(1);
    deadlines.put('s-1', end);
    await settleAt(1);
    expect(deadlines.rows.size).toBe(0);
  }
});

describe('a timer', () => {
  test('is started for what is due within 90 s, and once', async () => {
    const { deadlines, timers, settleAt } = setting();
    deadlines.put('s-1', stream());
    await settleAt(449_999);
    expect(timers).toEqual([]);
    expect(await settleAt(450_000)).toEqual({ timerAtMs: startMs + 540_000 });
    expect(await settleAt(450_001)).toEqual({});
    // At that moment the next is due, within the same 90 s.
    expect(await settleAt(540_000)).toEqual({ began: 'depleting', timerAtMs: startMs + 600_000 });
    expect(timers).toEqual([540_000, 600_000]);
  });

  test.each([
    ['none yet', undefined, true],
    ['one that has fired', -1, true],
    ['one that fires now', 0, true],
    ['one for that moment', 30_000, false],
    ['one before it, which settles the stream again', 1, false],
    ['one a second after it', 31_000, false],
    ['one later than that', 31_001, true],
  ])('with %s is needed: %s, %s', (_with, armedMs, expected) => {
    const armedForMs = armedMs === undefined ? undefined : startMs + armedMs;
    const deadline = { dueAtMs: startMs + 30_000, armedForMs };
    expect(needsTimer(deadline, startMs, 90_000)).toBe(expected);
    expect(needsTimer(deadline, startMs, 29_999)).toBe(false);
  });

  test('20 changes a second for a minute, near the end of the deposit, start few', async () => {
    const { deadlines, timers, settleAt } = setting(0);
    let deposited = 6_000;
    let fired = 0;
    // Used up 30 s from now, and always some seconds later or earlier than a moment ago.
    for (let ms = 570_000; ms < 630_000; ms += 50) {
      deposited = ms / 100 + 100 + ((ms * 7919) % 500);
      deadlines.put('s-1', stream({ depositedAmount: String(Math.floor(deposited)) }));
      await settleAt(ms);
      // Its timers come, each once.
      for (const dueMs of timers.slice(fired).filter(dueMs => dueMs <= ms)) {
        fired += 1;
        await settleAt(dueMs);
      }
    }
    // 1,200 changes.
    expect(timers.length).toBeLessThanOrEqual(60);
    expect(deadlines.events.filter(type => type === 'stream.depleted')).toEqual([]);
  });
});

test('random writes, settled at random times: each phase once for each time that it begins', async () => {
  const amount = fc.bigInt({ min: 0n, max: 3_000n }).map(String);
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 150_000 }),
    write: fc.option(
      fc.record(
        {
          depositedAmount: amount,
          ratePerSecond: fc.constantFrom('0', '1', '10', '1000'),
          status: fc.constantFrom('active', 'paused'),
          snapshotAmount: amount,
          dropsMarks: fc.boolean(),
        },
        { requiredKeys: ['dropsMarks'] },
      ),
      { nil: undefined },
    ),
    settles: fc.integer({ min: 0, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.constantFrom(0, 60_000),
      async (steps, notice) => {
        const { deadlines, settleAt } = setting(notice);
        deadlines.put('s-1', stream({ depositedAmount: '1000' }));
        const expected: string[] = [];
        // The model: what is published is each rise above the last phase that was seen.
        let seen = 0;
        let atMs = 0;
        for (const { afterMs, write, settles } of steps) {
          atMs += afterMs;
          if (write !== undefined) {
            const { dropsMarks, ...changed } = write;
            const before = deadlines.items.get('s-1') as StreamItem;
            const kept = dropsMarks ? withoutMarks(before) : before;
            const snapshotTime =
              changed.snapshotAmount === undefined ? {} : { snapshotTime: startMs + atMs };
            deadlines.put('s-1', { ...kept, ...changed, ...snapshotTime });
          }
          for (let n = 0; n < settles; n += 1) await settleAt(atMs);
          if (settles === 0) continue;
          const now = naivePhase(deadlines.items.get('s-1') as StreamItem, startMs + atMs, notice);
          if (now > seen) expected.push(['', 'stream.depleting', 'stream.depleted'][now] as string);
          seen = now;
        }
        const published = deadlines.events.filter(type => type.startsWith('stream.deplet'));
        expect(published).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

/** By asking each second of the notice, not by computing when the deposit is used up. */
function naivePhase(item: StreamItem, atMs: number, notice: number): number {
  const isUsedUp = (ms: number) => owed(item, ms) >= BigInt(item.depositedAmount);
  if (item.depositedAmount === '0') return 0;
  if (isUsedUp(atMs)) return 2;
  return item.status === 'active' && isUsedUp(atMs + notice) ? 1 : 0;
}

import { sweepDeadlines, sweptTimerMs } from '../../../core/payment-stream/sweep-deadlines.ts';
import { silentMeter } from '../../support/silent-meter.ts';
import { MemoryDeadlines, type StreamItem } from './memory-deadlines.ts';

const nowMs = Date.parse('2026-11-29T12:00:00.000Z');

/** One a second; used up so long from now. */
const endingIn = (streamId: string, ms: number): StreamItem => ({
  ...{ streamId, sender: 'GA', recipient: 'GB', status: 'active', ratePerSecond: '1' },
  ...{ depositedAmount: '100000', withdrawnAmount: '0', startTime: nowMs + ms - 100_000_000 },
});

/** As the scheduler left them, an hour or more before. */
function setting(endings: Readonly<Record<string, number>>) {
  const deadlines = new MemoryDeadlines();
  const timers: string[] = [];
  for (const [streamId, ms] of Object.entries(endings)) {
    deadlines.put(streamId, endingIn(streamId, ms));
    deadlines.rows.set(streamId, { depletesAtMs: nowMs + ms, dueAtMs: nowMs + ms });
  }
  const ports = {
    deadlines,
    meter: silentMeter,
    startTimer: async ({ streamId }: { readonly streamId: string }) => {
      timers.push(streamId);
    },
    noticeMs: 0,
    timerWithinMs: sweptTimerMs,
  };
  return { deadlines, timers, ports };
}

test('what is overdue is settled, and what is due within the hour gets a timer', async () => {
  const { deadlines, timers, ports } = setting({
    ...{ late: -5_001, recent: -4_000, soon: 1_000, withinTheHour: 3_599_999, later: 3_600_001 },
  });
  deadlines.rows.set('recent', { ...deadlines.rows.get('recent'), armedForMs: nowMs - 4_000 });
  expect(await sweepDeadlines(ports, () => nowMs)).toEqual({
    ...{ began: 1, timers: 2, failures: [], isCut: false },
  });
  expect(timers).toEqual(['soon', 'withinTheHour']);
  expect(deadlines.items.get('late')).toMatchObject({ depletion: 'depleted' });
  // Its timer is still expected.
  expect(deadlines.items.get('recent')).not.toHaveProperty('depletion');
  expect(await sweepDeadlines(ports, () => nowMs)).toMatchObject({ began: 0, timers: 0 });
  expect(await sweepDeadlines(ports, () => nowMs + 1_002)).toMatchObject({ began: 1, timers: 1 });
});

test('one that got no timer before it was due is settled at once', async () => {
  const { deadlines, ports } = setting({ missed: -1_000 });
  expect(await sweepDeadlines(ports, () => nowMs)).toMatchObject({ began: 1 });
  expect(deadlines.items.get('missed')).toMatchObject({ depletion: 'depleted' });
});

test('one that fails keeps nobody waiting, and is reported', async () => {
  const { deadlines, ports } = setting({ first: -70_000, second: -60_000, third: -50_000 });
  const { read } = deadlines;
  const failure = new Error('throttled');
  deadlines.read = streamId =>
    streamId === 'first' ? Promise.reject(failure) : read.call(deadlines, streamId);
  expect(await sweepDeadlines(ports, () => nowMs)).toMatchObject({ began: 2, failures: [failure] });
});

test('one that others write to during every attempt is reported, and left to the next sweep', async () => {
  const { deadlines, ports } = setting({ busy: -60_000 });
  let writes = 10;
  deadlines.beforeWrite = () => {
    writes -= 1;
    if (writes < 0) return;
    deadlines.put('busy', { ...endingIn('busy', -60_000), withdrawnAmount: String(writes) });
  };
  const { began, failures } = await sweepDeadlines(ports, () => nowMs);
  expect(began).toBe(0);
  expect(failures.map(String)).toEqual([
    'AppError: the payment stream busy was written to during each of 10 attempts to settle it',
  ]);
  expect(await sweepDeadlines(ports, () => nowMs)).toMatchObject({ began: 1, failures: [] });
});

test('thousands that are due at once are bounded, the longest overdue first, and what is left waits', async () => {
  const streams = Array.from({ length: 3_000 }, (_, n) => [`s-${n}`, -10_000 - n] as const);
  const { deadlines, ports } = setting(Object.fromEntries(streams));
  const all = deadlines.list.bind(deadlines);
  // Pages of a hundred, of what was there when the sweep began.
  const listed = await all('only', { fromMs: 0, toMs: nowMs });
  deadlines.list = async (_shard, { fromMs }, after) => {
    const from = Number(after?.from ?? 0);
    const due = fromMs > 0 ? [] : listed.due.slice(from, from + 100);
    return from + 100 < listed.due.length && fromMs === 0
      ? { due, next: { from: from + 100 } }
      : { due };
  };
  expect(await sweepDeadlines(ports, () => nowMs)).toMatchObject({ began: 2_000, isCut: true });
  const isDepleted = (n: number) =>
    JSON.stringify(deadlines.items.get(`s-${n}`)).includes('depleted');
  expect([999, 1_000, 2_999].map(isDepleted)).toEqual([false, true, true]);
});

test('no page is begun when the time of a sweep is over', async () => {
  const { ports } = setting({ late: -10_000 });
  let calls = 0;
  const clock = () => nowMs + (calls++ === 0 ? 0 : 40_000);
  expect(await sweepDeadlines(ports, clock)).toMatchObject({ began: 0, isCut: true });
});

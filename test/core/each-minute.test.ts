import { eachMinute } from '../../core/each-minute.ts';

/** A clock and the timers that wait for it, moved by hand. */
function clockAt(iso: string) {
  let nowMs = Date.parse(iso);
  let waiting: { readonly atMs: number; readonly call: () => void } | undefined;
  return {
    timers: {
      now: () => nowMs,
      after: (ms: number, call: () => void) => {
        const timer = { atMs: nowMs + ms, call };
        waiting = timer;
        return () => {
          if (waiting === timer) waiting = undefined;
        };
      },
    },
    /** Calls what waits, so long after its time. */
    fire(lateMs = 0) {
      const due = waiting;
      if (due === undefined) throw new Error('expected a timer that waits');
      waiting = undefined;
      nowMs = due.atMs + lateMs;
      due.call();
    },
    get dueAt() {
      return waiting && new Date(waiting.atMs).toISOString();
    },
    get now() {
      return new Date(nowMs).toISOString();
    },
  };
}

test('calls at the beginning of each minute of the clock, until it is ended', () => {
  const clock = clockAt('2026-11-30T10:14:20.500Z');
  const calls: string[] = [];
  const end = eachMinute(clock.timers, () => calls.push(clock.now));
  expect(clock.dueAt).toBe('2026-11-30T10:15:00.000Z');
  clock.fire();
  clock.fire(40);
  clock.fire();
  expect(calls).toEqual([
    '2026-11-30T10:15:00.000Z',
    '2026-11-30T10:16:00.040Z',
    '2026-11-30T10:17:00.000Z',
  ]);
  end();
  expect(clock.dueAt).toBeUndefined();
});

test('once in each minute, also where a timer comes a moment before its time by the clock', () => {
  const clock = clockAt('2026-11-30T10:14:59.000Z');
  const calls: string[] = [];
  eachMinute(clock.timers, () => calls.push(clock.now));
  clock.fire(-1);
  expect(calls).toEqual([]);
  expect(clock.dueAt).toBe('2026-11-30T10:15:00.000Z');
  clock.fire();
  expect(calls).toEqual(['2026-11-30T10:15:00.000Z']);
  expect(clock.dueAt).toBe('2026-11-30T10:16:00.000Z');
});

test('minutes in which nothing could be called are left out', () => {
  const clock = clockAt('2026-11-30T10:14:00.000Z');
  const calls: string[] = [];
  eachMinute(clock.timers, () => calls.push(clock.now));
  clock.fire(200_000);
  expect(calls).toEqual(['2026-11-30T10:18:20.000Z']);
  expect(clock.dueAt).toBe('2026-11-30T10:19:00.000Z');
});

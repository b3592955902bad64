import { consecutive, type Minute, withMinutes } from '../../../dashboard/overview/minutes.ts';

const minuteMs = 60_000;
const start = 1_795_000_020_000;

/** An answer at that time, with so many events of one channel in each of the minutes up to it. */
function answer(at: number, ...events: readonly number[]) {
  const last = start + Math.floor((at - start) / minuteMs) * minuteMs;
  const minutes = events.map((count, index) => ({
    start: last - (events.length - 1 - index) * minuteMs,
    events: count,
    deliveries: 0,
  }));
  return { at, channels: [{ channel: 'bets', minutes }] } as unknown as Parameters<
    typeof withMinutes
  >[1];
}

const read = (minutes: readonly Minute[]) =>
  minutes.map(({ startMs, events }) => [(startMs - start) / minuteMs, events.get('bets')]);

test('the minute that runs is none, and the one before it not until it is counted everywhere', () => {
  expect(read(withMinutes([], answer(start + 9_999, 4, 5, 1)))).toEqual([[-2, 4]]);
  expect(read(withMinutes([], answer(start + 10_000, 4, 5, 1)))).toEqual([
    [-2, 4],
    [-1, 5],
  ]);
});

test('what earlier answers had is kept, and a later count of the same minute holds', () => {
  const before = withMinutes([], answer(start + 10_000, 4, 5, 1));
  expect(read(withMinutes(before, answer(start + minuteMs + 30_000, 6, 7, 2)))).toEqual([
    [-2, 4],
    [-1, 6],
    [0, 7],
  ]);
});

test('of more than fifteen minutes the oldest go', () => {
  let known: readonly Minute[] = [];
  for (let at = 0; at < 20; at += 1) {
    known = withMinutes(known, answer(start + at * minuteMs + 30_000, at - 1, 0));
  }
  expect(read(known)).toEqual(Array.from({ length: 15 }, (_, at) => [at + 4, at + 4]));
});

test('of a minute in between for which nobody asked nothing is known', () => {
  const before = withMinutes([], answer(start + 30_000, 4, 5, 1));
  const known = withMinutes(before, answer(start + 3 * minuteMs + 30_000, 0, 1));
  expect(consecutive(known).map(({ events }) => events?.get('bets'))).toEqual([
    4,
    5,
    undefined,
    undefined,
    0,
  ]);
  expect(consecutive([])).toEqual([]);
});

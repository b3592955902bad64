import { eventRates, percentile } from '../../../dashboard/overview/event-rates.ts';
import { latencySeries } from '../../../dashboard/overview/latency-series.ts';

const at = (...times: number[]) => times.map(timestamp => ({ timestamp }));

test('events fall into their spans, the last of which ends now', () => {
  const settings = { spanMs: 10_000, spans: 3 };
  expect(eventRates(at(5_000, 10_000, 19_999, 20_000, 34_000), 34_500, settings)).toEqual([
    2, 2, 1,
  ]);
  expect(eventRates([], 34_500, settings)).toEqual([0, 0, 0]);
});

test('an event of a clock that is ahead counts in the last span, one slightly out of order where it belongs', () => {
  const settings = { spanMs: 10_000, spans: 3 };
  expect(eventRates(at(40_000), 34_500, settings)).toEqual([0, 0, 1]);
  expect(eventRates(at(15_000, 8_000, 31_000), 34_500, settings)).toEqual([1, 1, 1]);
});

test.each([
  [[], 50, undefined],
  [[7], 99, 7],
  [[4, 1, 3, 2], 50, 2],
  [[4, 1, 3, 2], 99, 4],
])('of %j the %i % are within %j', (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});

test('latency is of what came live; what was replayed tells nothing of it', () => {
  const entry = (key: number, receivedAtMs: number, timestamp: number, isLive: boolean) =>
    ({ kind: 'event', key, receivedAtMs, isLive, event: { timestamp } }) as never;
  const [before, now] = latencySeries(
    [
      [entry(1, 31_000, 1_000, false), entry(2, 31_000, 30_800, true)],
      [entry(1, 31_500, 31_100, true)],
    ],
    32_000,
    { spanMs: 30_000, spans: 2 },
  );
  expect(before).toMatchObject({ p50: null, p99: null });
  expect(now).toMatchObject({ p50: 200, p95: 400, p99: 400 });
});

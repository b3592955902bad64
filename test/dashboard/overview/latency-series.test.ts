import { latencySeries, percentile } from '../../../dashboard/overview/latency-series.ts';

test.each([
  [[], 50, undefined],
  [[7], 99, 7],
  [[4, 1, 3, 2], 50, 2],
  [[4, 1, 3, 2], 99, 4],
])('of %j the %i % are within %j', (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});

test('latency is of live events; replayed ones are left out', () => {
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

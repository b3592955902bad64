import { percentilesOf } from '../../../bench/latency/percentiles.ts';

test('each is a duration that was measured, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect(percentilesOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99 });
});

test('of few the 99th is the longest', () => {
  expect(percentilesOf([30, 10, 20])).toEqual({ p50: 20, p95: 30, p99: 30 });
  expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
});

test('of none there is nothing to say', () => {
  expect(percentilesOf([])).toBeUndefined();
});

import type { Counter } from '../../../core/statistics/counts.ts';
import type { MinuteCounts } from '../../../core/statistics/statistics.ts';
import {
  addHistograms,
  summarizeErrors,
  summarizeLatency,
  summarizeSeries,
} from '../../../core/statistics/summarize.ts';

/** Half a minute into the last minute of the window. */
const nowMs = Date.UTC(2026, 10, 21, 10, 15, 30);

function counted(minute: string, counts: Readonly<Partial<Record<Counter, number>>>): MinuteCounts {
  const entries = Object.entries(counts) as [Counter, number][];
  return { series: 'fights', minute, counts: new Map(entries) };
}

test('counts the last five minutes, the one that runs included, and no others', () => {
  const summary = summarizeSeries(
    'fights',
    [
      counted('2026-11-21T10:10', { appended: 100, requests: 100, 'latency:3': 100 }),
      counted('2026-11-21T10:11', { appended: 4, requests: 2, 'latency:3': 8 }),
      counted('2026-11-21T10:15', { appended: 5, 'error:SERVER': 1, 'latency:11': 2 }),
      counted('2026-11-21T10:16', { appended: 100 }),
    ],
    nowMs,
  );
  expect(summary).toMatchObject({ requests: 2, deliveries: 10, eventsPerMinute: 2 });
  expect(summary.errors).toMatchObject({ SERVER: 1, CLIENT: 0 });
  expect(summary.minutes).toEqual([
    { startMs: Date.UTC(2026, 10, 21, 10, 11), events: 4, deliveries: 8 },
    { startMs: Date.UTC(2026, 10, 21, 10, 12), events: 0, deliveries: 0 },
    { startMs: Date.UTC(2026, 10, 21, 10, 13), events: 0, deliveries: 0 },
    { startMs: Date.UTC(2026, 10, 21, 10, 14), events: 0, deliveries: 0 },
    { startMs: Date.UTC(2026, 10, 21, 10, 15), events: 5, deliveries: 2 },
  ]);
});

test('a series that nobody counted is all zeros, and has no latency', () => {
  const summary = summarizeSeries('fights', [], nowMs);
  expect(summary).toMatchObject({ requests: 0, deliveries: 0, eventsPerMinute: 0 });
  expect(summarizeLatency(summary.latency)).toBeUndefined();
});

test('the latency over several series is that of all their deliveries', () => {
  const [fights, bets] = [
    counted('2026-11-21T10:15', { 'latency:8': 98 }),
    counted('2026-11-21T10:15', { 'latency:15': 2 }),
  ].map(each => summarizeSeries('fights', [each], nowMs).latency);
  expect(summarizeLatency(addHistograms([fights ?? [], bets ?? []]))).toEqual({
    samples: 100,
    p50: 60 + (40 * 50) / 98,
    p95: 60 + (40 * 95) / 98,
    p99: 2_000,
  });
});

test('the error rate is errors per request, by category and in all', () => {
  const summary = summarizeSeries(
    'fights',
    [counted('2026-11-21T10:15', { requests: 40, 'error:AUTHENTICATION': 3, 'error:SERVER': 1 })],
    nowMs,
  );
  const errors = summarizeErrors([summary, summarizeSeries('bets', [], nowMs)]);
  expect(errors).toMatchObject({ requests: 40, errors: 4, rate: 0.1 });
  expect(errors.byCategory.AUTHENTICATION).toEqual({ count: 3, rate: 0.075 });
  expect(errors.byCategory.SERVER).toEqual({ count: 1, rate: 0.025 });
  expect(errors.byCategory.TIMEOUT).toEqual({ count: 0, rate: 0 });
});

test('errors without requests are a rate of one at most', () => {
  const summary = summarizeSeries(
    'fights',
    [counted('2026-11-21T10:15', { 'error:CONNECTION': 3 })],
    nowMs,
  );
  expect(summarizeErrors([summary])).toMatchObject({ requests: 0, errors: 3, rate: 1 });
});

import {
  byDay,
  type Hour,
  hourPoints,
  sumOfHours,
} from '../../../dashboard/operations/hour-points.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 10, 21, 8);
const errors = {
  ...{ CONNECTION: 0, AUTHENTICATION: 2, RATE_LIMIT: 0, SERVER: 1 },
  ...{ CLIENT: 0, VALIDATION: 0, TIMEOUT: 0, CAPACITY: 0 },
};

const hourAt = (startMs: number, parts: Partial<Hour> = {}): Hour => ({
  start: startMs,
  countedUntil: startMs + hourMs,
  requests: 10,
  errors,
  channels: [
    { channel: 'fights', events: 4, deliveries: 8 },
    // A copy of what stands in fights.
    { channel: 'global', events: 4, deliveries: 4 },
  ],
  ...parts,
});

const statsOf = (at: number, ...hours: readonly Hour[]) => ({
  ...{ at, per: 'hour' as const, from: start - 5 * hourMs, to: start + 20 * hourMs },
  hours: [...hours],
});

test('hours follow each other from the first that is known to the one that runs', () => {
  const points = hourPoints(
    statsOf(start + 3.5 * hourMs, hourAt(start), hourAt(start + 2 * hourMs)),
  );
  expect(points.map(({ startMs, hour }) => [startMs - start, hour?.start])).toEqual([
    [0, start],
    [hourMs, undefined],
    [2 * hourMs, start + 2 * hourMs],
    [3 * hourMs, undefined],
  ]);
});

test('where no hour is known there is none', () => {
  expect(hourPoints(statsOf(start))).toEqual([]);
  expect(sumOfHours([])).toBeUndefined();
  expect(sumOfHours([{ startMs: start, hour: undefined }])).toBeUndefined();
});

test('hours together have the sum of what happened, the most at once, and the slowest', () => {
  const points = hourPoints(
    statsOf(
      start + 3 * hourMs - 1,
      hourAt(start, {
        peaks: { samples: 60, streams: 9, sockets: 2, users: 5 },
        latencyMs: { samples: 8, p50: 300, p95: 400, p99: 500 },
      }),
      hourAt(start + 2 * hourMs, {
        peaks: { samples: 60, streams: 3, sockets: 7, users: 6 },
        latencyMs: { samples: 8, p50: 350, p95: 360, p99: 370 },
      }),
    ),
  );
  expect(sumOfHours(points)).toEqual({
    ...{ startMs: start, known: 2, events: 8, errors: 6 },
    ...{ streams: 9, sockets: 7, users: 6, p50: 350, p99: 500 },
  });
});

test('what nobody counted is not given, and is no zero', () => {
  const sum = sumOfHours([{ startMs: start, hour: hourAt(start) }]);
  expect(sum).toEqual({ startMs: start, known: 1, events: 4, errors: 3 });
});

test('hours are of the day that they begin in', () => {
  const first = new Date(2026, 10, 21, 22).getTime();
  const points = [0, 1, 2, 3].map(n => ({ startMs: first + n * hourMs, hour: undefined }));
  expect(byDay(points).map(day => day.length)).toEqual([2, 2]);
});

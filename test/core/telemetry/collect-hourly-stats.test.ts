import type { Counter, Counts } from '../../../core/statistics/counts.ts';
import type { HourCounts } from '../../../core/statistics/hours.ts';
import type { Series } from '../../../core/statistics/statistics.ts';
import { collectHourlyStats } from '../../../core/telemetry/collect-hourly-stats.ts';
import { hourlyStatsSchema } from '../../../core/wire/management/hourly-stats.ts';

const nowMs = Date.UTC(2026, 10, 21, 10, 15, 30);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const counts = (counted: Readonly<Partial<Record<Counter, number>>>): Counts =>
  new Map(Object.entries(counted) as [Counter, number][]);

const busy: HourCounts = {
  hour: '2026-11-21T09',
  addedUpAtMs: Date.UTC(2026, 10, 21, 10, 2),
  series: new Map<Series, Counts>([
    ['fights', counts({ requests: 10, appended: 6, 'error:CLIENT': 1, 'latency:3': 100 })],
    ['users', counts({ requests: 90, appended: 2, 'error:SERVER': 90, 'latency:20': 900 })],
    ['management', counts({ requests: 5, appended: 3 })],
  ]),
  peaks: {
    ...{ samples: 58, streams: 7, users: 12 },
    readers: new Map([
      ['fights', 3],
      ['users', 2],
      ['bets', 1],
      ['live', 2],
      ['proposals', 4],
    ]),
  },
};

/** As the store has it: of series that are not wanted nothing. */
const portsOf = (...all: readonly HourCounts[]) => ({
  now: () => nowMs,
  countedHours: {
    hours: jest.fn(async (wanted: readonly Series[], from: string, to: string) =>
      all
        .filter(({ hour }) => hour >= from && hour <= to)
        .map(each => ({
          ...each,
          series: new Map([...each.series].filter(([series]) => wanted.includes(series))),
        })),
    ),
  },
});

test('an admin gets every channel, the most at once, and how many people', async () => {
  const stats = await collectHourlyStats({ role: 'admin' }, {}, portsOf(busy));
  expect(hourlyStatsSchema.parse(stats)).toEqual(stats);
  expect(stats).toMatchObject({ at: nowMs, per: 'hour', from: Date.UTC(2026, 10, 20, 10) });
  expect(stats.to).toBe(Date.UTC(2026, 10, 21, 11));
  expect(stats.hours).toEqual([
    {
      start: Date.UTC(2026, 10, 21, 9),
      countedUntil: Date.UTC(2026, 10, 21, 10),
      requests: 105,
      errors: {
        ...{ CONNECTION: 0, AUTHENTICATION: 0, RATE_LIMIT: 0, SERVER: 90 },
        ...{ CLIENT: 1, VALIDATION: 0, TIMEOUT: 0, CAPACITY: 0 },
      },
      latencyMs: {
        samples: 1_000,
        p50: expect.any(Number),
        p95: expect.any(Number),
        p99: expect.any(Number),
      },
      peaks: { samples: 58, sockets: 4, streams: 7, users: 12 },
      channels: [
        { channel: 'fights', events: 6, deliveries: 100, readers: 3 },
        { channel: 'bets', events: 0, deliveries: 0, readers: 1 },
        { channel: 'users', events: 2, deliveries: 900, readers: 2 },
        { channel: 'live', events: 0, deliveries: 0, readers: 2 },
        { channel: 'proposals', events: 0, deliveries: 0, readers: 4 },
      ],
    },
  ]);
});

test('an operator gets nothing of what operators may not read, not even in a sum', async () => {
  const stats = await collectHourlyStats({ role: 'operator' }, {}, portsOf(busy));
  expect(hourlyStatsSchema.parse(stats)).toEqual(stats);
  const [hour] = stats.hours;
  expect(hour).toMatchObject({
    requests: 15,
    errors: { SERVER: 0, CLIENT: 1 },
    latencyMs: { samples: 100, p50: 7.5, p95: 9.75, p99: 9.95 },
    // Of all channels together, and of Live streams that may show others, is not theirs to know.
    peaks: { samples: 58, sockets: 4 },
  });
  expect(hour?.peaks).toEqual({ samples: 58, sockets: 4 });
  expect(hour?.channels.map(({ channel }) => channel)).toEqual(['fights', 'bets', 'proposals']);
});

test('an hour that runs says until when it is counted, and one without samples has no peaks', async () => {
  const running = { ...busy, hour: '2026-11-21T10', peaks: undefined };
  const at = Date.UTC(2026, 10, 21, 10, 12);
  const stats = await collectHourlyStats(
    { role: 'admin' },
    {},
    portsOf({ ...running, addedUpAtMs: at }),
  );
  const [hour] = stats.hours;
  expect(hour?.countedUntil).toBe(at);
  expect(hour).not.toHaveProperty('peaks');
  expect(hour?.channels[0]).toEqual({ channel: 'fights', events: 6, deliveries: 100 });
});

test('an hour that is not known is missing, and one of nothing is one of zeros', async () => {
  const quiet = { ...busy, series: new Map(), peaks: undefined };
  const stats = await collectHourlyStats({ role: 'admin' }, {}, portsOf(quiet));
  expect(stats.hours).toMatchObject([
    { start: Date.UTC(2026, 10, 21, 9), requests: 0, channels: [] },
  ]);
  expect(stats.hours[0]).not.toHaveProperty('latencyMs');
});

test('a range is of whole hours, and up to a moment is not the hour that begins then', async () => {
  const ports = portsOf(busy);
  const [from, to] = [Date.UTC(2026, 10, 21, 8, 59), Date.UTC(2026, 10, 21, 10)];
  const stats = await collectHourlyStats({ role: 'admin' }, { from, to }, ports);
  expect(stats).toMatchObject({ from: Date.UTC(2026, 10, 21, 8), to });
  expect(ports.countedHours.hours.mock.calls[0]?.slice(1)).toEqual([
    '2026-11-21T08',
    '2026-11-21T09',
  ]);
});

test('thirty days and a minute are answered, a millisecond more is refused, and so is a range without an hour', async () => {
  const ask = async (from: number, to: number) =>
    await collectHourlyStats({ role: 'admin' }, { from, to }, portsOf());
  // Whoever asks from thirty days ago until now is a moment behind the server's clock.
  const longestMs = 30 * dayMs + 60_000;
  expect((await ask(nowMs - longestMs, nowMs)).hours).toEqual([]);
  for (const [from, to] of [
    [nowMs - longestMs - 1, nowMs],
    [nowMs, nowMs],
    [nowMs + 1, nowMs],
  ] as const) {
    await expect(ask(from, to)).rejects.toMatchObject({ problem: { code: 'QUERY_INVALID' } });
  }
});

test('before 1970 there is no hour: a range that ends by then is refused, one that begins there is cut', async () => {
  const ports = portsOf();
  const ask = async (from: number | undefined, to: number) =>
    await collectHourlyStats({ role: 'admin' }, { from, to }, ports);
  for (const [from, to] of [
    [undefined, 0],
    [-dayMs, -hourMs],
    [-62_167_219_200_000, -62_167_219_100_000],
  ] as const) {
    await expect(ask(from, to)).rejects.toMatchObject({ problem: { code: 'QUERY_INVALID' } });
  }
  expect(ports.countedHours.hours).not.toHaveBeenCalled();
  await ask(-hourMs, 1);
  expect(ports.countedHours.hours.mock.calls[0]?.slice(1)).toEqual([
    '1970-01-01T00',
    '1970-01-01T00',
  ]);
});

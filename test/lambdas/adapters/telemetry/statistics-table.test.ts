import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Accumulator } from '../../../../core/statistics/accumulator.ts';
import type { StatisticsStore } from '../../../../core/statistics/statistics.ts';
import { summarizeSeries } from '../../../../core/statistics/summarize.ts';
import { createStatisticsTable } from '../../../../lambdas/adapters/telemetry/statistics-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const TableName = 'Statistics';
const nowMs = Date.UTC(2026, 10, 21, 10, 15, 30);
let engine: TestEngine;
let store: StatisticsStore;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({
    name: TableName,
    partitionKey: { name: 'series' },
    sortKey: { name: 'minute' },
  });
  store = createStatisticsTable(engine.client, TableName);
});
afterAll(async () => {
  await engine.stop();
});

test('three environments that flush at once, again and again, add up to the sum', async () => {
  const environments = Array.from(
    { length: 3 },
    () => new Accumulator({ store, clock: () => nowMs, onFailure: fail }),
  );
  await Promise.all(
    environments.map(async (statistics, environment) => {
      for (let round = 0; round < 20; round += 1) {
        statistics.request('fights');
        statistics.appended('fights', 2);
        statistics.delivered('fights', 350);
        if (environment === 2) statistics.error('fights', 'TIMEOUT');
        await statistics.flush();
      }
    }),
  );
  const summary = summarizeSeries('fights', await store.since('fights', '2026-11-21T10:11'), nowMs);
  expect(summary).toMatchObject({ requests: 60, deliveries: 60, errors: { TIMEOUT: 20 } });
  expect(summary.minutes.at(-1)).toMatchObject({ events: 120, deliveries: 60 });
  expect(summary.latency[11]).toBe(60);
});

function fail(error: unknown): void {
  throw error;
}

test('a row expires two days after its minute', async () => {
  await store.add({
    series: 'bets',
    minute: '2026-11-21T10:15',
    counts: new Map([['requests', 1]]),
  });
  const Key = { series: 'bets', minute: '2026-11-21T10:15' };
  const { Item } = await engine.client.send(new GetCommand({ TableName, Key }));
  expect(Item).toEqual({ ...Key, requests: 1, ttl: Date.UTC(2026, 10, 23, 10, 15) / 1_000 });
});

test('minutes are read from one on, oldest first, and of unknown counters nothing', async () => {
  for (const minute of ['2026-11-21T09:59', '2026-11-21T10:01', '2026-11-21T10:00']) {
    await store.add({ series: 'users', minute, counts: new Map([['appended', 4]]) });
  }
  await engine.client.send(
    new PutCommand({
      TableName,
      Item: {
        series: 'users',
        minute: '2026-11-21T10:02',
        appended: 1,
        'latency:99': 7,
        note: 'x',
      },
    }),
  );
  const read = await store.since('users', '2026-11-21T10:00');
  expect(read.map(({ minute, counts }) => [minute, Object.fromEntries(counts)])).toEqual([
    ['2026-11-21T10:00', { appended: 4 }],
    ['2026-11-21T10:01', { appended: 4 }],
    ['2026-11-21T10:02', { appended: 1 }],
  ]);
});

import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Accumulator } from '../../../../core/statistics/accumulator.ts';
import {
  type ConnectionSample,
  type HourCounts,
  type HourStore,
  hourMs,
  hourOf,
} from '../../../../core/statistics/hours.ts';
import { rollUp } from '../../../../core/statistics/roll-up.ts';
import type { Series, StatisticsStore } from '../../../../core/statistics/statistics.ts';
import { placeOf } from '../../../../core/statistics/user-sketch.ts';
import { createHoursTable } from '../../../../lambdas/adapters/telemetry/hours-table.ts';
import { createStatisticsTable } from '../../../../lambdas/adapters/telemetry/statistics-table.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

const hour = '2026-11-21T10';
const nextHour = '2026-11-21T11';
const startMs = Date.UTC(2026, 10, 21, 10);
const minuteMs = 60_000;
const both: readonly Series[] = ['fights', 'bets'];

let engine: TestEngine;
let tables = 0;
let TableName: string;
let minutes: StatisticsStore;
let store: HourStore;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});

beforeEach(async () => {
  tables += 1;
  TableName = `Statistics${tables}`;
  await engine.createTable({
    name: TableName,
    partitionKey: { name: 'series' },
    sortKey: { name: 'minute' },
  });
  minutes = createStatisticsTable(engine.client, TableName);
  store = createHoursTable(engine.client, TableName);
});

/** An environment that counts at this time. */
const environment = (clock: () => number) =>
  new Accumulator({
    store: minutes,
    clock,
    onFailure: error => {
      throw error;
    },
  });

function sampleAt(minute: string, streams: number, ...users: readonly string[]): ConnectionSample {
  return {
    minute,
    streams,
    readers: new Map([['fights', streams]]),
    users: new Set(users.map(placeOf)),
  };
}

/** A run, to which the hours before are settled: each of them would be sixteen reads. */
const rollUpAt = (atMs: number, into: HourStore = store) =>
  rollUp({
    now: () => atMs,
    store: {
      ...into,
      addedUp: async fromHour => {
        const before = Array.from({ length: 47 }, (_, back) =>
          hourOf(startMs - (back + 1) * hourMs),
        );
        const settled = before.map(each => [each, startMs + 1e12] as const);
        return new Map([...settled, ...(await into.addedUp(fromHour))]);
      },
    },
  });

const known = async () => await store.hours(both, hour, nextHour);

test('what three environments counted in an hour is its sum, minute by minute or not', async () => {
  let atMs = startMs;
  const environments = [1, 2, 3].map(() => environment(() => atMs));
  for (const minute of [0, 1, 30, 59]) {
    atMs = startMs + minute * minuteMs;
    for (const statistics of environments) {
      statistics.request('fights');
      statistics.appended('fights', 2);
      statistics.delivered('fights', 350, 5);
      await statistics.flush();
    }
  }
  // Of the hour behind it.
  atMs = startMs + hourMs;
  environments[0]?.appended('fights', 100);
  await environments[0]?.flush();
  await store.putSample(sampleAt(`${hour}:00`, 3, 'ana', 'bea'));
  await store.putSample(sampleAt(`${hour}:59`, 2, 'bea', 'cleo'));
  const atNext = startMs + hourMs + minuteMs;
  await rollUpAt(atNext);
  expect(await known()).toEqual([
    {
      hour,
      addedUpAtMs: atNext,
      series: new Map([
        [
          'fights',
          new Map([
            ['requests', 12],
            ['appended', 24],
            ['latency:11', 60],
          ]),
        ],
      ]),
      peaks: { samples: 2, streams: 3, users: 3, readers: new Map([['fights', 3]]) },
    },
    {
      hour: nextHour,
      addedUpAtMs: atNext,
      series: new Map([['fights', new Map([['appended', 100]])]]),
      peaks: undefined,
    },
  ]);
});

test('what is flushed late is counted with its hour, and a run twice changes nothing', async () => {
  const inHour = environment(() => startMs);
  inHour.appended('fights', 1);
  await inHour.flush();
  await rollUpAt(startMs + hourMs);
  // Of an environment that could not write for an hour.
  inHour.appended('fights', 10);
  await inHour.flush();
  const later = startMs + hourMs + 10 * minuteMs;
  await rollUpAt(later);
  const [first] = await known();
  expect(first?.series.get('fights')).toEqual(new Map([['appended', 11]]));
  await store.put({ ...(first as HourCounts), addedUpAtMs: later });
  expect(await known()).toEqual([first]);
});

/** A client that is lost after so many writes. */
function dyingClient(writes: number): DynamoDBDocumentClient {
  let left = writes;
  return new Proxy(engine.client, {
    get: (target, key) => {
      if (key !== 'send') return Reflect.get(target, key, target);
      return async (command: unknown, ...rest: unknown[]) => {
        if (command instanceof PutCommand) {
          left -= 1;
          if (left < 0) throw new Error('killed');
        }
        return await Reflect.apply(target.send, target, [command, ...rest]);
      };
    },
  });
}

test.each([0, 1, 2])(
  'an hour whose making was killed after %s writes is not known, and is made by the next run',
  async writes => {
    const inHour = environment(() => startMs);
    inHour.appended('fights', 4);
    inHour.appended('bets', 5);
    await inHour.flush();
    const dying = createHoursTable(dyingClient(writes), TableName);
    const { failures } = await rollUpAt(startMs + hourMs, dying);
    expect(failures.length).toBeGreaterThan(0);
    expect(await known()).toEqual([]);
    await rollUpAt(startMs + hourMs + minuteMs);
    expect(await known()).toMatchObject([
      {
        hour,
        series: new Map([
          ['fights', new Map([['appended', 4]])],
          ['bets', new Map([['appended', 5]])],
        ]),
      },
    ]);
  },
);

test('of two runs the one that read later is right, whichever writes last', async () => {
  const made = (addedUpAtMs: number, events: number): HourCounts => ({
    hour,
    addedUpAtMs,
    series: new Map([['fights', new Map([['appended', events]])]]),
    peaks: undefined,
  });
  await store.put(made(startMs + 2, 7));
  await store.put(made(startMs + 1, 3));
  expect(await known()).toEqual([made(startMs + 2, 7)]);
});

test('an hour of which nothing is known is not one of zeros; one in which nobody came is', async () => {
  await store.putSample(sampleAt(`${nextHour}:07`, 0));
  await rollUpAt(startMs + 2 * hourMs);
  expect(await known()).toEqual([
    {
      hour: nextHour,
      addedUpAtMs: startMs + 2 * hourMs,
      series: new Map(),
      peaks: { samples: 1, streams: 0, users: 0, readers: new Map([['fights', 0]]) },
    },
  ]);
  // And neither is looked for again before it is due.
  const addedUp = await store.addedUp(hour);
  expect([...addedUp.keys()]).toEqual([hour, nextHour, '2026-11-21T12']);
});

test('whoever asks for minutes is given no hours, nor the other way round', async () => {
  const inHour = environment(() => startMs);
  inHour.appended('fights', 4);
  await inHour.flush();
  await rollUpAt(startMs + hourMs);
  const since = await minutes.since('fights', `${hour}:00`);
  expect(since.map(({ minute }) => minute)).toEqual([`${hour}:00`]);
  expect(await store.hours(['bets'], hour, hour)).toMatchObject([{ hour, series: new Map() }]);
  expect(await store.hours(both, nextHour, nextHour)).toEqual([]);
});

test('a sample is kept two days, an hour thirty, and a sample put again is the same', async () => {
  await store.putSample(sampleAt(`${hour}:15`, 1, 'ana'));
  await store.putSample(sampleAt(`${hour}:15`, 2, 'ana', 'bea'));
  await rollUpAt(startMs + 16 * minuteMs);
  const item = async (series: string, minute: string) =>
    (await engine.client.send(new GetCommand({ TableName, Key: { series, minute } }))).Item;
  expect(await item('connections', `${hour}:15`)).toMatchObject({
    streams: 2,
    ttl: Date.UTC(2026, 10, 23, 10, 15) / 1_000,
  });
  expect(await item('hour', hour)).toMatchObject({
    users: 2,
    samples: 1,
    ttl: Date.UTC(2026, 11, 21, 11) / 1_000,
  });
});

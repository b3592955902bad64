import type { Counter, Counts } from '../../../core/statistics/counts.ts';
import {
  type ConnectionSample,
  type CountedMinutes,
  type HourCounts,
  hourMs,
  hourOf,
} from '../../../core/statistics/hours.ts';
import { type RollUpPorts, rollUp } from '../../../core/statistics/roll-up.ts';
import { placeOf } from '../../../core/statistics/user-sketch.ts';

const nowMs = Date.UTC(2026, 10, 21, 10, 15, 30);
const minuteMs = 60_000;

const counts = (counted: Readonly<Partial<Record<Counter, number>>>): Counts =>
  new Map(Object.entries(counted) as [Counter, number][]);

const nothing: CountedMinutes = { series: new Map(), samples: [] };

/** A run at this time, over hours that were added up then; gives what it has put. */
async function runAt(
  atMs: number,
  addedUp: Readonly<Record<string, number>>,
  minutesOf: (hour: string) => CountedMinutes = () => nothing,
) {
  const put: HourCounts[] = [];
  const asked: string[] = [];
  const store: RollUpPorts['store'] = {
    addedUp: async fromHour => {
      asked.push(fromHour);
      return new Map(Object.entries(addedUp));
    },
    minutesOf: async hour => minutesOf(hour),
    put: async hour => {
      put.push(hour);
    },
  };
  const result = await rollUp({ store, now: () => atMs });
  return { ...result, put, asked };
}

/** All hours that a run at this time looks at, added up this long ago. */
const allAddedUp = (atMs: number, agoMs: number) =>
  Object.fromEntries(
    Array.from({ length: 47 }, (_, back) => [hourOf(atMs - back * hourMs), atMs - agoMs]),
  );

test('an hour is the sum of its minutes, and the most at once of its samples', async () => {
  const sample = (
    minute: string,
    parts: Pick<ConnectionSample, 'streams' | 'readers'>,
    ...users: readonly string[]
  ): ConnectionSample => ({ minute, ...parts, users: new Set(users.map(placeOf)) });
  const { put } = await runAt(nowMs, { ...allAddedUp(nowMs, 0), '2026-11-21T10': 0 }, () => ({
    series: new Map([
      [
        'fights',
        [
          counts({ requests: 2, appended: 6, 'latency:3': 4 }),
          counts({ appended: 1, 'latency:3': 1, 'latency:9': 2, 'error:SERVER': 1 }),
        ],
      ],
      ['management', [counts({ requests: 9 })]],
    ]),
    samples: [
      sample(
        '2026-11-21T10:13',
        { streams: 5, readers: new Map([['fights' as const, 5]]) },
        ...['ana', 'bea'],
      ),
      sample(
        '2026-11-21T10:14',
        {
          streams: 4,
          readers: new Map([
            ['fights' as const, 3],
            ['bets' as const, 1],
          ]),
        },
        ...['ana', 'cleo'],
      ),
    ],
  }));
  expect(put).toEqual([
    {
      hour: '2026-11-21T10',
      addedUpAtMs: nowMs,
      series: new Map([
        [
          'fights',
          counts({ requests: 2, appended: 7, 'latency:3': 5, 'latency:9': 2, 'error:SERVER': 1 }),
        ],
        ['management', counts({ requests: 9 })],
      ]),
      peaks: {
        samples: 2,
        streams: 5,
        users: 3,
        readers: new Map([
          ['fights', 5],
          ['bets', 1],
        ]),
      },
    },
  ]);
});

test('an hour without a sample has no peaks, which is not none at once', async () => {
  const { put } = await runAt(nowMs, { ...allAddedUp(nowMs, 0), '2026-11-21T10': 0 }, () => ({
    series: new Map([['bets', [counts({ appended: 1 })]]]),
    samples: [],
  }));
  expect(put).toMatchObject([{ peaks: undefined }]);
});

test('the last 46 hours and the one that runs are added up, none of which expires, six in a run', async () => {
  const added: Record<string, number> = {};
  const runs: number[] = [];
  for (let run = 0; run < 9; run += 1) {
    const { hours, asked, failures } = await runAt(nowMs, added);
    expect(asked).toEqual(['2026-11-19T12']);
    expect(failures).toEqual([]);
    for (const hour of hours) added[hour] = nowMs;
    runs.push(hours.length);
  }
  expect(runs).toEqual([6, 6, 6, 6, 6, 6, 6, 5, 0]);
  const newestFirst = Object.keys(added);
  expect([newestFirst[0], newestFirst.at(-1)]).toEqual(['2026-11-21T10', '2026-11-19T12']);
  expect(newestFirst).toEqual(newestFirst.toSorted().toReversed());
});

test.each([
  ['ten minutes after it was added up', 10 * minuteMs, ['2026-11-21T10']],
  ['before', 10 * minuteMs - 1, []],
])('an hour that runs is added up again %s', async (_when, agoMs, expected) => {
  const addedUp = { ...allAddedUp(nowMs, 0), '2026-11-21T10': nowMs - agoMs };
  expect((await runAt(nowMs, addedUp)).hours).toEqual(expected);
});

test('an hour is settled once it was added up three hours after its end', async () => {
  const endMs = Date.UTC(2026, 10, 21, 5);
  const others = allAddedUp(nowMs, 0);
  const at = (addedUpAtMs: number) => ({ ...others, '2026-11-21T04': addedUpAtMs });
  expect((await runAt(nowMs, at(endMs + 3 * hourMs - 1))).hours).toEqual(['2026-11-21T04']);
  expect((await runAt(nowMs, at(endMs + 3 * hourMs))).hours).toEqual([]);
});

test('what runs before have left out is added up by the next', async () => {
  const { '2026-11-20T03': _, '2026-11-20T17': __, ...others } = allAddedUp(nowMs, 0);
  expect((await runAt(nowMs, others)).hours).toEqual(['2026-11-20T17', '2026-11-20T03']);
});

test('an hour that cannot be added up keeps no other from it, and is reported', async () => {
  const failure = new Error('throttled');
  const { hours, failures } = await runAt(nowMs, {}, hour => {
    if (hour === '2026-11-21T09') throw failure;
    return nothing;
  });
  expect(hours).toHaveLength(5);
  expect(hours).not.toContain('2026-11-21T09');
  expect(failures).toEqual([failure]);
});

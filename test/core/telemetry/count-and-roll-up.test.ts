import type { HourCounts } from '../../../core/statistics/hours.ts';
import {
  countAndRollUp,
  type StatisticsRunPorts,
} from '../../../core/telemetry/count-and-roll-up.ts';
import type { CountedConnection } from '../../../core/telemetry/sample-connections.ts';

type OpenConnections = StatisticsRunPorts['openConnections'];
type Page = IteratorResult<readonly CountedConnection[]>;

/** A run while connections are read so; gives what it has put. */
async function runWith(openConnections: OpenConnections, now = () => Date.UTC(2026, 10, 21)) {
  const samples: string[] = [];
  const put: HourCounts[] = [];
  const order: string[] = [];
  const run = await countAndRollUp({
    openConnections,
    now,
    sampleMs: 20,
    headStartMs: 5,
    store: {
      addedUp: async () => new Map(),
      minutesOf: async () => ({ series: new Map(), samples: [] }),
      put: async hour => {
        put.push(hour);
        order.push('hour');
      },
      putSample: async ({ minute }) => {
        samples.push(minute);
        order.push('sample');
      },
    },
  });
  return { ...run, samples, put, order };
}

test('who is connected is counted, and then six hours are added up', async () => {
  const { samples, put, order, failures, uncounted } = await runWith(async function* () {
    yield [{ userId: 'ana', kind: 'sse', channel: 'fights' }];
  });
  expect([samples, put.length]).toEqual([['2026-11-21T00:00'], 6]);
  expect(order).toEqual(['sample', ...Array(6).fill('hour')]);
  expect([failures, uncounted]).toEqual([[], undefined]);
});

const never: OpenConnections = () => ({
  [Symbol.asyncIterator]: () => ({ next: () => new Promise<Page>(() => {}) }),
});

test('hours are added up while connections are read without an end, and that is a failure', async () => {
  const { samples, put, hours, failures, uncounted } = await runWith(never);
  expect([samples, put.length, hours.length]).toEqual([[], 6, 6]);
  expect(failures).toEqual([uncounted]);
  expect(uncounted).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: 'connections were not read to their end in 20 ms',
  });
});

test('connections are not read on once the time for it is over', async () => {
  let pages = 0;
  let nowMs = Date.UTC(2026, 10, 21);
  const { samples, put, uncounted } = await runWith(
    async function* () {
      for (;;) {
        pages += 1;
        nowMs += 8;
        yield [];
      }
    },
    () => nowMs,
  );
  expect([pages, samples, put.length]).toEqual([3, [], 6]);
  expect(uncounted).toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

test('hours are added up where connections cannot be read', async () => {
  const { put, failures, uncounted } = await runWith(async function* () {
    yield [];
    throw new Error('the table is gone');
  });
  expect(put.length).toBe(6);
  expect(failures).toEqual([uncounted]);
  expect(uncounted).toMatchObject({ message: 'the table is gone' });
});

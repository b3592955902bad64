import fc from 'fast-check';
import type { Change } from '../../../core/change/change.ts';
import { publishChanges, type Quarantine } from '../../../core/change/publish-changes.ts';
import type { LogWriter } from '../../../core/log/log-writer.ts';
import type { SegmentStore } from '../../../core/log/segment.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { allEventIds, coldWriter, createTestLog, encodedEvent } from '../../support/event-log.ts';

let engine: TestEngine;
let tables = 0;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});

async function newLog(): Promise<SegmentStore> {
  tables += 1;
  return await createTestLog(engine, `EventLog-${tables}`);
}

const recordedAtMs = Math.floor(Date.now() / 1000) * 1000;
const thresholds = { largeBetAmount: 100_000, largeTransactionAmount: 1_000_000 };
const statistics = { appended: () => undefined };
const noQuarantine: Quarantine = { keep: async () => undefined };

/** A fight that opens for bets: three events, one of them high. */
function fightOpens(n: number): Change {
  const newItem = { fightId: `f${n}`, title: `Pelea ${n}`, status: 'betting' };
  return {
    table: 'Fights',
    changeId: `open${n}`,
    recordedAtMs,
    key: `f${n}`,
    newItem,
    oldItem: { ...newItem, status: 'upcoming' },
  };
}

const idsOf = (n: number) => [`open${n}.status`, `open${n}.opened`];

test('appends to the home log and global, and what is high to notifications, each in order', async () => {
  const store = await newLog();
  const changes = [fightOpens(1), fightOpens(2)];
  const ports = { writer: coldWriter(store), quarantine: noQuarantine, thresholds, statistics };
  expect(await publishChanges(changes, ports)).toEqual({ changes: 2, events: 4, malformed: 0 });
  expect(await allEventIds(store, 'fights')).toEqual([...idsOf(1), ...idsOf(2)]);
  expect(await allEventIds(store, 'global')).toEqual([...idsOf(1), ...idsOf(2)]);
  expect(await allEventIds(store, 'notifications')).toEqual(['open1.opened', 'open2.opened']);
  expect(await allEventIds(store, 'bets')).toEqual([]);
});

test('counts what each log was given, once: of a retry nothing', async () => {
  const store = await newLog();
  const counted: [string, number][] = [];
  const ports = {
    writer: coldWriter(store),
    quarantine: noQuarantine,
    thresholds,
    statistics: { appended: (log: string, events: number) => counted.push([log, events]) },
  };
  await publishChanges([fightOpens(1), fightOpens(2)], ports);
  expect(counted.sort()).toEqual([
    ['fights', 4],
    ['global', 4],
    ['notifications', 2],
  ]);
  counted.length = 0;
  await publishChanges([fightOpens(1), fightOpens(2)], { ...ports, writer: coldWriter(store) });
  expect(counted.sort()).toEqual([
    ['fights', 0],
    ['global', 0],
    ['notifications', 0],
  ]);
});

test('sets a malformed change aside with its reason, and the ones behind it flow on', async () => {
  const store = await newLog();
  const kept: string[] = [];
  const quarantine: Quarantine = {
    keep: async malformed => {
      kept.push(...malformed.map(({ reason }) => reason));
    },
  };
  const good = fightOpens(1);
  const bad = { ...fightOpens(2), newItem: { fightId: 'f2', status: 'asleep' } };
  const summary = await publishChanges([bad, good], {
    writer: coldWriter(store),
    quarantine,
    thresholds,
    statistics,
  });
  expect(summary).toEqual({ changes: 2, events: 2, malformed: 1 });
  expect(kept).toEqual([
    'Fights "f2": status is "asleep", expected one of upcoming, betting, live, completed, cancelled',
  ]);
  expect(await allEventIds(store, 'fights')).toEqual(idsOf(1));
});

test('retried with younger changes beside it, an old one is still found where it stands', async () => {
  const store = await newLog();
  let nowMs = recordedAtMs;
  const publish = (...changes: Change[]) =>
    publishChanges(changes, {
      writer: coldWriter(store, () => nowMs),
      quarantine: noQuarantine,
      thresholds,
      statistics,
    });
  await publish(fightOpens(1));
  nowMs += 600_000;
  await publish(fightOpens(2));
  await publish(fightOpens(1), { ...fightOpens(3), recordedAtMs: nowMs });
  expect(await allEventIds(store, 'fights')).toEqual([...idsOf(1), ...idsOf(2), ...idsOf(3)]);
});

test('waits for every log before it fails, so that no work is left behind', async () => {
  const store = await newLog();
  const failsForGlobal: SegmentStore = {
    ...store,
    put: async segment => {
      if (segment.channel === 'global') throw new Error('throttled');
      await new Promise(resolve => setImmediate(resolve));
      return await store.put(segment);
    },
  };
  const ports = {
    writer: coldWriter(failsForGlobal),
    quarantine: noQuarantine,
    thresholds,
    statistics,
  };
  await expect(publishChanges([fightOpens(1)], ports)).rejects.toThrow('throttled');
  expect(await allEventIds(store, 'fights')).toEqual(idsOf(1));
  expect(await allEventIds(store, 'notifications')).toEqual(['open1.opened']);
});

/** After its nth step nothing happens any more, as when an environment is killed. */
function killedAfter(store: SegmentStore, steps: number): SegmentStore {
  let left = steps;
  async function run<T>(operation: () => Promise<T>): Promise<T> {
    left -= 1;
    if (left < 0) throw new Error('killed');
    const result = await operation();
    if (left === 0) throw new Error('killed after the write, before its answer');
    return result;
  }
  return {
    newestFirst: (channel, page) => run(() => store.newestFirst(channel, page)),
    oldestFirst: (channel, page) => run(() => store.oldestFirst(channel, page)),
    put: (...put) => run(() => store.put(...put)),
  };
}

test('killed between any two steps and retried whole or bisected, it loses and repeats nothing [G4]', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
      fc.boolean(),
      fc.boolean(),
      async (count, kills, bisected, withRival) => {
        const store = await newLog();
        const changes = Array.from({ length: count }, (_, n) => fightOpens(n));
        const publish = (batch: readonly Change[], writer: LogWriter) =>
          publishChanges(batch, { writer, quarantine: noQuarantine, thresholds, statistics });
        const rival = async () => {
          if (!withRival) return;
          const writer = coldWriter(store);
          for (let n = 0; n < 5; n += 1)
            await writer.append('global', [encodedEvent(`r${n}`)], recordedAtMs);
        };
        const retried = async () => {
          for (const steps of kills) {
            await publish(changes, coldWriter(killedAfter(store, steps))).catch(() => undefined);
          }
          const middle = bisected ? Math.floor(count / 2) : 0;
          const halves = [changes.slice(0, middle), changes.slice(middle)];
          for (const half of halves) if (half.length > 0) await publish(half, coldWriter(store));
        };
        await Promise.all([rival(), retried()]);
        const expected = changes.flatMap((_, n) => idsOf(n));
        const inGlobal = (await allEventIds(store, 'global')).filter(id => !id.startsWith('r'));
        expect(await allEventIds(store, 'fights')).toEqual(expected);
        expect(inGlobal).toEqual(expected);
        expect(await allEventIds(store, 'notifications')).toEqual(
          expected.filter(id => id.endsWith('.opened')),
        );
      },
    ),
    { numRuns: 80 },
  );
}, 120_000);

test.each(['fights', 'notifications', 'global'])(
  'what global has, every other log has, whichever of them fails: %s',
  async failing => {
    const store = await newLog();
    const put: SegmentStore['put'] = async (segment, json) => {
      if (segment.channel === failing) throw new Error('throttled');
      return await store.put(segment, json);
    };
    const ports = {
      writer: coldWriter({ ...store, put }),
      quarantine: noQuarantine,
      thresholds,
      statistics,
    };
    await expect(publishChanges([fightOpens(1)], ports)).rejects.toThrow('throttled');
    expect(await allEventIds(store, 'global')).toEqual([]);
    await publishChanges([fightOpens(1)], { ...ports, writer: coldWriter(store) });
    expect(await allEventIds(store, 'global')).toEqual(idsOf(1));
    expect(await allEventIds(store, 'fights')).toEqual(idsOf(1));
    expect(await allEventIds(store, 'notifications')).toEqual(['open1.opened']);
  },
);

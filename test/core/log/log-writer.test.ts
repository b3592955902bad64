import fc from 'fast-check';
import { LogWriter } from '../../../core/log/log-writer.ts';
import type { SegmentStore } from '../../../core/log/segment.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import {
  allEventIds,
  allSegments,
  coldWriter,
  createTestLog,
  encodedEvent,
} from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';

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

const recordedAtMs = Date.now();
const events = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => encodedEvent(`${prefix}.${index}`));

describe('appending to a log on a real engine', () => {
  test('gives numbers from 1, keeps order and carries the epoch on', async () => {
    const store = await newLog();
    const writer = coldWriter(store);
    expect(await writer.append('fights', events('a', 3), recordedAtMs)).toBe(3);
    expect(await writer.append('fights', events('b', 2), recordedAtMs)).toBe(2);
    const segments = await allSegments(store, 'fights');
    expect(segments.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([
      [1, 3],
      [4, 5],
    ]);
    expect(segments[0]?.epoch).toMatch(/^[a-z0-9]{16}$/);
    expect(segments[1]?.epoch).toBe(segments[0]?.epoch);
    expect(await allEventIds(store, 'fights')).toEqual(['a.0', 'a.1', 'a.2', 'b.0', 'b.1']);
  });

  test('appends nothing when given again, by the same writer or a cold one', async () => {
    const store = await newLog();
    const writer = coldWriter(store);
    await writer.append('fights', events('a', 3), recordedAtMs);
    expect(await writer.append('fights', events('a', 3), recordedAtMs)).toBe(0);
    expect(await coldWriter(store).append('fights', events('a', 3), recordedAtMs)).toBe(0);
    expect(await allEventIds(store, 'fights')).toEqual(['a.0', 'a.1', 'a.2']);
  });

  test('completes a batch of which the first part is there already', async () => {
    const store = await newLog();
    await coldWriter(store).append('fights', events('a', 2), recordedAtMs);
    expect(await coldWriter(store).append('fights', events('a', 4), recordedAtMs)).toBe(2);
    expect(await allEventIds(store, 'fights')).toEqual(['a.0', 'a.1', 'a.2', 'a.3']);
  });

  test('appends an event given twice in one batch once', async () => {
    const store = await newLog();
    const twice = [encodedEvent('x'), encodedEvent('y'), encodedEvent('x')];
    expect(await coldWriter(store).append('fights', twice, recordedAtMs)).toBe(2);
    expect(await allEventIds(store, 'fights')).toEqual(['x', 'y']);
  });

  test('finds the events of a retry that comes ten minutes and a thousand segments later', async () => {
    const store = await newLog();
    let nowMs = recordedAtMs;
    const clock = () => nowMs;
    await coldWriter(store, clock).append('fights', events('first', 5), recordedAtMs);
    const busy = coldWriter(store, clock);
    for (let segment = 0; segment < 1_000; segment += 1) {
      nowMs += 600;
      await busy.append('fights', [encodedEvent(`busy.${segment}`)], nowMs);
    }
    expect(await coldWriter(store, clock).append('fights', events('first', 6), recordedAtMs)).toBe(
      1,
    );
    expect(await busy.append('fights', events('first', 6), recordedAtMs)).toBe(0);
    const ids = await allEventIds(store, 'fights');
    expect(ids).toHaveLength(1_006);
    expect(ids.at(-1)).toBe('first.5');
  });

  test('finds them too when the first writer’s clock was ten seconds behind the stream’s', async () => {
    const store = await newLog();
    const behind = coldWriter(store, () => recordedAtMs - 10_000);
    await behind.append('fights', events('a', 2), recordedAtMs);
    await coldWriter(store, () => recordedAtMs + 1).append('fights', events('b', 1), recordedAtMs);
    expect(await coldWriter(store).append('fights', events('a', 2), recordedAtMs)).toBe(0);
  });

  test('splits a batch that is too large for one segment, and keeps its order', async () => {
    const store = await newLog();
    const large = Array.from({ length: 7 }, (_, index) =>
      encodedEvent(`large.${index}`, { data: { text: 'x'.repeat(80_000) } }),
    );
    expect(await coldWriter(store).append('fights', large, recordedAtMs)).toBe(7);
    const sizes = (await allSegments(store, 'fights')).map(segment => segment.events.length);
    expect(sizes).toEqual([2, 2, 2, 1]);
    expect(await allEventIds(store, 'fights')).toEqual(large.map(({ event }) => event.id));
  });

  test('finds events that stand further back than it can remember', async () => {
    const store = memorySegments();
    await coldWriter(store).append('fights', events('first', 3), recordedAtMs);
    const [first] = store.segments;
    if (first === undefined) throw new Error('expected a segment');
    for (let n = 0; n < 60; n += 1) {
      const firstSeq = 4 + n * 1_000;
      const many = events(`many${n}`, 1_000).map(({ event }) => event);
      await store.put({ ...first, firstSeq, lastSeq: firstSeq + 999, events: many });
    }
    expect(await coldWriter(store).append('fights', events('first', 4), recordedAtMs)).toBe(1);
    expect(store.segments.at(-1)?.events.map(({ id }) => id)).toEqual(['first.3']);
  });

  test('finds them, too, when a writer of an old head reads on to the newest', async () => {
    const store = memorySegments();
    const warm = coldWriter(store);
    await warm.append('fights', events('before', 1), recordedAtMs);
    await coldWriter(store).append('fights', events('first', 3), recordedAtMs);
    const [head] = store.segments;
    if (head === undefined) throw new Error('expected a segment');
    for (let n = 0; n < 60; n += 1) {
      const firstSeq = 5 + n * 1_000;
      const many = events(`many${n}`, 1_000).map(({ event }) => event);
      await store.put({ ...head, firstSeq, lastSeq: firstSeq + 999, events: many });
    }
    expect(await warm.append('fights', events('first', 4), recordedAtMs)).toBe(1);
    expect(store.segments.at(-1)?.events.map(({ id }) => id)).toEqual(['first.3']);
  });

  test('gives an expired log a new epoch, and numbers that go on', async () => {
    const store = await newLog();
    let nowMs = recordedAtMs;
    await coldWriter(store, () => nowMs).append('fights', events('old', 3), nowMs);
    nowMs += 8 * 24 * 3_600_000;
    await coldWriter(store, () => nowMs).append('fights', events('new', 1), nowMs);
    const [old, fresh] = await allSegments(store, 'fights');
    expect(fresh?.firstSeq).toBe(4);
    expect(fresh?.epoch).not.toBe(old?.epoch);
  });

  test('of a later generation begins a new epoch after the head, and goes on in it', async () => {
    const store = await newLog();
    await coldWriter(store).append('fights', events('old', 3), recordedAtMs);
    await coldWriter(store, Date.now, 2).append('fights', events('new', 1), recordedAtMs);
    await coldWriter(store, Date.now, 2).append('fights', events('newer', 1), recordedAtMs);
    const [old, fresh, next] = await allSegments(store, 'fights');
    expect([old, fresh, next].map(each => [each?.firstSeq, each?.generation])).toEqual([
      [1, 1],
      [4, 2],
      [5, 2],
    ]);
    expect(fresh?.epoch).toMatch(/^[a-z0-9]{16}$/);
    expect(fresh?.epoch).not.toBe(old?.epoch);
    expect(next?.epoch).toBe(fresh?.epoch);
  });

  test.each(['cold', 'warm'])(
    'a %s writer of an earlier generation than the head stops, and says what it needs',
    async kind => {
      const store = await newLog();
      const earlier = coldWriter(store);
      if (kind === 'warm') await earlier.append('fights', events('old', 2), recordedAtMs);
      await coldWriter(store, Date.now, 3).append('fights', events('new', 1), recordedAtMs);
      const superseded = {
        code: 'LOG_SUPERSEDED',
        message:
          'the log fights is written by generation 3, and this writer is of generation 1; expected a deployment with logGeneration 3 or higher',
      };
      await expect(earlier.append('fights', events('late', 1), recordedAtMs)).rejects.toMatchObject(
        superseded,
      );
      await expect(earlier.appendMarker('fights')).rejects.toMatchObject(superseded);
      expect(await earlier.append('fights', events('new', 1), recordedAtMs)).toBe(0);
    },
  );

  test.each([
    ['its head is gone', 2],
    ['another epoch stands at its head', 3],
    ['another epoch has gone beyond its head', 9],
  ])('a warm writer sees within a second that the log was restored: %s', async (_title, size) => {
    const store = memorySegments();
    let nowMs = recordedAtMs;
    const warm = coldWriter(store, () => nowMs);
    await warm.append('fights', events('a', 1), recordedAtMs);
    const [first] = store.segments;
    await warm.append('fights', events('b', 2), recordedAtMs);
    if (first === undefined) throw new Error('expected a segment');
    store.segments.splice(0, Number.POSITIVE_INFINITY, first);
    for (let n = 1; n < size; n += 1) {
      await coldWriter(store, () => nowMs, 2).append('fights', events(`n${n}`, 1), recordedAtMs);
    }
    nowMs += 1_000;
    await expect(warm.append('fights', events('c', 1), recordedAtMs)).rejects.toMatchObject({
      code: 'LOG_SUPERSEDED',
    });
    expect(store.segments).toHaveLength(size);
  });

  test('a warm writer looks for its head once a second at most', async () => {
    const store = memorySegments();
    const looks = jest.spyOn(store, 'oldestFirst');
    let nowMs = recordedAtMs;
    const warm = coldWriter(store, () => nowMs);
    await warm.append('fights', events('a', 1), recordedAtMs);
    for (let n = 0; n < 40; n += 1) {
      nowMs += 100;
      await warm.append('fights', events(`b${n}`, 1), recordedAtMs);
    }
    expect(looks.mock.calls.map(([, page]) => page)).toEqual([
      { minFirstSeq: 10, limit: 25, consistent: true },
      { minFirstSeq: 20, limit: 25, consistent: true },
      { minFirstSeq: 30, limit: 25, consistent: true },
      { minFirstSeq: 40, limit: 25, consistent: true },
    ]);
  });

  test('what others appended meanwhile comes with that look, so that no race is lost for it', async () => {
    const store = memorySegments();
    let nowMs = recordedAtMs;
    const warm = coldWriter(store, () => nowMs);
    await warm.append('fights', events('a', 1), recordedAtMs);
    await coldWriter(store, () => nowMs).append('fights', events('b', 3), recordedAtMs);
    const puts = jest.spyOn(store, 'put');
    nowMs += 1_000;
    expect(await warm.append('fights', events('b', 4), recordedAtMs)).toBe(1);
    expect(puts).toHaveBeenCalledTimes(1);
    expect(store.segments.at(-1)).toMatchObject({ firstSeq: 5, lastSeq: 5 });
  });

  test('never lets expiry or append time decrease, even under a clock that goes back', async () => {
    const store = await newLog();
    await coldWriter(store, () => recordedAtMs).append('fights', events('a', 1), recordedAtMs);
    const late = coldWriter(store, () => recordedAtMs - 5_000);
    await late.append('fights', events('b', 1), recordedAtMs);
    const [first, second] = await allSegments(store, 'fights');
    expect(second?.expiresAtSec).toBe(first?.expiresAtSec);
    expect(second?.appendedAtMs).toBe(first?.appendedAtMs);
  });

  test('a marker takes one number, holds no event and keeps the log going', async () => {
    const store = await newLog();
    const writer = coldWriter(store);
    await writer.append('fights', events('a', 2), recordedAtMs);
    await coldWriter(store).appendMarker('fights');
    await writer.append('fights', events('b', 1), recordedAtMs);
    const segments = await allSegments(store, 'fights');
    expect(segments.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([
      [1, 2],
      [3, 3],
      [4, 4],
    ]);
    expect(await allEventIds(store, 'fights')).toEqual(['a.0', 'a.1', 'b.0']);
  });

  test('gives the batch back after too many lost races in a row, naming the log', async () => {
    const writer = new LogWriter({
      store: { ...memorySegments(), put: async () => 'taken' },
      clock: Date.now,
      random: Math.random,
      sleep: async () => {},
      retentionMs: 3_600_000,
      generation: 1,
    });
    await expect(writer.append('fights', events('a', 1), recordedAtMs)).rejects.toMatchObject({
      code: 'LOG_CONTENDED',
      message:
        'lost 51 races in a row for the next number of log fights; expected to win one within 50',
    });
  });
});

describe('properties of the log, on a real engine', () => {
  test('eight racing writers leave no hole and no duplicate, and keep each its own order', async () => {
    const store = await newLog();
    const batches = 12;
    const perBatch = 9;
    await Promise.all(
      Array.from({ length: 8 }, async (_, w) => {
        const writer = coldWriter(store);
        for (let batch = 0; batch < batches; batch += 1) {
          await writer.append('bets', events(`${w}.${batch}`, perBatch), recordedAtMs);
        }
      }),
    );
    const ids = await allEventIds(store, 'bets');
    expect(ids).toHaveLength(8 * batches * perBatch);
    expect(new Set(ids).size).toBe(ids.length);
    for (let w = 0; w < 8; w += 1) {
      const own = ids.filter(id => id.startsWith(`${w}.`));
      const inOrder = Array.from({ length: batches }, (_, batch) =>
        events(`${w}.${batch}`, perBatch).map(({ event }) => event.id),
      ).flat();
      expect(own).toEqual(inOrder);
    }
  });

  /** A store whose nth operation fails: before it has happened, or after, as a lost answer does. */
  function failingAt(store: SegmentStore, step: number, when: 'before' | 'after'): SegmentStore {
    let operations = 0;
    async function run<T>(operation: () => Promise<T>): Promise<T> {
      operations += 1;
      if (operations === step && when === 'before') throw new Error('killed before');
      const result = await operation();
      if (operations === step && when === 'after') throw new Error('killed after');
      return result;
    }
    return {
      newestFirst: (channel, page) => run(() => store.newestFirst(channel, page)),
      oldestFirst: (channel, page) => run(() => store.oldestFirst(channel, page)),
      put: (...put: Parameters<SegmentStore['put']>) => run(() => store.put(...put)),
    };
  }

  test('a writer killed at any step and retried, with others racing, loses and repeats nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            size: fc.integer({ min: 1, max: 6 }),
            killedAt: fc.integer({ min: 1, max: 6 }),
            when: fc.constantFrom('before' as const, 'after' as const),
            retriesWarm: fc.boolean(),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        async writers => {
          const store = await newLog();
          await Promise.all(
            writers.map(async ({ size, killedAt, when, retriesWarm }, w) => {
              const batch = events(`w${w}`, size);
              const killed = coldWriter(failingAt(store, killedAt, when));
              const again = async (writer: LogWriter) =>
                await writer.append('bets', batch, recordedAtMs);
              await again(killed).catch(() => 0);
              await again(retriesWarm ? killed : coldWriter(store));
              await again(coldWriter(store));
            }),
          );
          const ids = await allEventIds(store, 'bets');
          const expected = writers.flatMap(({ size }, w) =>
            events(`w${w}`, size).map(({ event }) => event.id),
          );
          expect(ids.toSorted()).toEqual(expected.toSorted());
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});

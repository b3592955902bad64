import fc from 'fast-check';
import { channelSelection } from '../../../core/channel/selection.ts';
import { LogReader } from '../../../core/log/log-reader.ts';
import type { LogWriter } from '../../../core/log/log-writer.ts';
import { type RestorableLog, restoreLog } from '../../../core/log/restore-log.ts';
import type { Segment } from '../../../core/log/segment.ts';
import { poll } from '../../../core/stream/poll.ts';
import { formatCursor } from '../../../core/wire/cursor.ts';
import { coldWriter, encodedEvent } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';
import { admin } from '../../support/reader-streams.ts';

const startMs = 1_790_000_000_000;

/** A log in memory that can be restored, on a clock of its own. */
function newLog() {
  const memory = memorySegments();
  const clock = { nowMs: startMs };
  const now = () => clock.nowMs;
  const store: RestorableLog = {
    ...memory,
    overwrite: async segment => {
      await store.remove(segment.channel, segment.firstSeq);
      memory.segments.push(segment);
    },
    remove: async (_channel, firstSeq) => {
      const at = memory.segments.findIndex(segment => segment.firstSeq === firstSeq);
      if (at >= 0) memory.segments.splice(at, 1);
    },
  };
  const restore = async (segments: readonly Segment[], generation: number) => {
    const backup = memorySegments();
    backup.segments.push(...segments);
    const options = { clock: now, random: Math.random, sleep: async () => undefined };
    const retentionMs = 2 * 86_400_000;
    return await restoreLog('fights', { ...options, retentionMs, store, backup, generation });
  };
  const reader = new LogReader({ store, channel: 'fights', clock: now });
  const writer = (generation = 1) => coldWriter(store, now, generation);
  const append = async (by: LogWriter, ...ids: readonly string[]) =>
    await by.append(
      'fights',
      ids.map(id => encodedEvent(id)),
      clock.nowMs,
    );
  const places = () =>
    memory.segments
      .toSorted((a, b) => a.firstSeq - b.firstSeq)
      .map(each => [each.firstSeq, each.lastSeq, each.generation, each.events.length]);
  return { segments: memory.segments, clock, store, restore, reader, writer, append, places };
}

test('a restored log holds its backup, and the new epoch begins right after it', async () => {
  const { segments, restore, writer, append, places } = newLog();
  await append(writer(), 'a', 'b');
  const backup = [...segments];
  await append(writer(), 'c', 'd', 'e');
  expect(await restore(backup, 2)).toEqual({ copied: 1, removed: 1 });
  expect(places()).toEqual([
    [1, 2, 1, 2],
    [3, 5, 2, 0],
    [6, 6, 2, 0],
  ]);
  const epochs = segments.toSorted((a, b) => a.firstSeq - b.firstSeq).map(({ epoch }) => epoch);
  expect(epochs[1]).toBe(epochs[2]);
  expect(epochs[1]).not.toBe(epochs[0]);
  await append(writer(2), 'f');
  expect(places().at(-1)).toEqual([7, 7, 2, 1]);
});

test('what a log still has is mended where it was damaged', async () => {
  const { segments, store, restore, writer, append, places } = newLog();
  for (const id of ['a', 'b', 'c']) await append(writer(), id);
  const backup = [...segments];
  await store.remove('fights', 2);
  expect(await restore(backup, 2)).toEqual({ copied: 3, removed: 0 });
  expect(places()).toEqual([
    [1, 1, 1, 1],
    [2, 2, 1, 1],
    [3, 3, 1, 1],
    [4, 4, 2, 0],
  ]);
});

test.each([0, 1, 2])('a log with %d of its backup’s events left is restored, too', async left => {
  const { segments, restore, writer, append, places } = newLog();
  for (const id of ['a', 'b', 'c']) await append(writer(), id);
  const backup = segments.splice(left);
  backup.unshift(...segments);
  expect(await restore(backup, 2)).toMatchObject({ copied: 3 });
  expect(places()).toEqual([
    [1, 1, 1, 1],
    [2, 2, 1, 1],
    [3, 3, 1, 1],
    [4, 4, 2, 0],
  ]);
});

test('what has expired in the backup is not brought back', async () => {
  const { segments, clock, restore, writer, append, places } = newLog();
  await append(writer(), 'a');
  const backup = [...segments];
  clock.nowMs += 6 * 86_400_000;
  await append(writer(), 'b');
  backup.push(...segments.slice(1));
  clock.nowMs += 2 * 86_400_000;
  expect(await restore(backup, 2)).toEqual({ copied: 1, removed: 1 });
  expect(places()).toEqual([
    [2, 2, 1, 1],
    [3, 3, 2, 0],
  ]);
});

test('a restore that broke off is done again with the generation after', async () => {
  const { segments, store, restore, writer, append, places, reader } = newLog();
  await append(writer(), 'a');
  const backup = [...segments];
  await append(writer(), 'b');
  const failing = jest.spyOn(store, 'remove').mockRejectedValueOnce(new Error('down'));
  await expect(restore(backup, 2)).rejects.toThrow('down');
  failing.mockRestore();
  await restore(backup, 3);
  expect(places()).toEqual([
    [1, 1, 1, 1],
    [2, 3, 3, 0],
    [4, 4, 3, 0],
  ]);
  expect(await reader.head()).toMatchObject({ seq: 4 });
});

test('a writer of before, as warm as can be, stops with its next event', async () => {
  const { segments, restore, writer, append, places } = newLog();
  const warm = writer();
  await append(warm, 'a');
  const backup = [...segments];
  await append(warm, 'b');
  await restore(backup, 2);
  const restored = places();
  await expect(append(warm, 'c')).rejects.toMatchObject({ code: 'LOG_SUPERSEDED' });
  expect(places()).toEqual(restored);
});

/** What happens to a log in a property's run. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('append' as const),
        count: fc.integer({ min: 1, max: 4 }),
        by: fc.nat(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('marker' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('backup' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('restore' as const),
        pick: fc.nat(),
        how: fc.constantFrom('tool' as const, 'hand' as const, 'tool after a loss' as const),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('read' as const),
        who: fc.nat(),
        limit: fc.integer({ min: 1, max: 5 }),
      }),
    },
  ),
  { minLength: 5, maxLength: 60 },
);

/** A reader that polls when it likes. `next`: which of all events it has to get next. */
interface PollingReader {
  cursor: string;
  next: number;
}

test('whatever is backed up and restored, a reader gets every event, or a gap before what it lacks', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async all => {
      const log = newLog();
      let generation = 1;
      /** All that was ever appended, in order. */
      const appended: string[] = [];
      const backups: (readonly Segment[])[] = [[]];
      const writers: { readonly writer: LogWriter; readonly generation: number }[] = [];
      const readers: PollingReader[] = [];

      const pollOnce = async (start: Parameters<typeof poll>[0]['start'], limit: number) =>
        await poll({
          mayWaitOn: async () => true,
          reader: admin,
          selection: channelSelection('fights'),
          log: log.reader,
          logOf: () => log.reader,
          start,
          limit,
          waitMs: 0,
          clock: () => log.clock.nowMs,
          pause: async () => undefined,
        });

      const read = async (reader: PollingReader, limit: number): Promise<boolean> => {
        const result = await pollOnce({ kind: 'cursor', text: reader.cursor }, limit);
        reader.cursor = formatCursor(result.cursor);
        if (result.gap !== undefined) {
          // What came with it is what the log has; what comes next begins here.
          reader.next = appended.length;
          return result.hasMore;
        }
        for (const { id } of result.events) {
          expect(id).toBe(appended[reader.next]);
          reader.next += 1;
        }
        return result.hasMore;
      };

      for (const step of all) {
        log.clock.nowMs += 400;
        switch (step.do) {
          case 'append': {
            if (writers.length < 4) writers.push({ writer: log.writer(generation), generation });
            const by = writers[step.by % writers.length];
            if (by === undefined) throw new Error('expected a writer');
            const ids = Array.from({ length: step.count }, (_, n) => `e${appended.length + n}`);
            const done = await log.append(by.writer, ...ids).catch((error: unknown) => {
              expect(error).toMatchObject({ code: 'LOG_SUPERSEDED' });
              expect(by.generation).toBeLessThan(generation);
              writers.splice(writers.indexOf(by), 1);
              return 0;
            });
            if (done > 0) appended.push(...ids);
            break;
          }
          case 'marker':
            await log.writer(generation).appendMarker('fights');
            break;
          case 'backup':
            backups.push([...log.segments]);
            break;
          case 'restore': {
            const backup = backups[step.pick % backups.length] ?? [];
            generation += 1;
            if (step.how === 'tool after a loss') log.segments.splice(0);
            if (step.how === 'hand') {
              log.segments.splice(0, Number.POSITIVE_INFINITY, ...backup);
              await log.writer(generation).appendMarker('fights');
            } else await log.restore(backup, generation);
            // Writers that are still warm have not looked for this long.
            if (step.how !== 'tool') log.clock.nowMs += 1_000;
            break;
          }
          case 'join': {
            const { cursor } = await pollOnce({ kind: 'latest' }, 1);
            readers.push({ cursor: formatCursor(cursor), next: appended.length });
            break;
          }
          case 'read': {
            const reader = readers[step.who % Math.max(readers.length, 1)];
            if (reader !== undefined) await read(reader, step.limit);
          }
        }
      }
      for (const reader of readers) {
        while (await read(reader, 50));
        expect(reader.next).toBe(appended.length);
      }
    }),
    { numRuns: 1_000 },
  );
}, 120_000);

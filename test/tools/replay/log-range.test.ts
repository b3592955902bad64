import { LogReader } from '../../../core/log/log-reader.ts';
import type { SegmentStore } from '../../../core/log/segment.ts';
import { formatCursor, parseCursor } from '../../../core/wire/cursor.ts';
import { type LogRange, rangeOf } from '../../../tools/replay/log-range.ts';
import { coldWriter, encodedEvent } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';

const startMs = Date.UTC(2026, 10, 21, 10);
const minuteMs = 60_000;

/** A log of the events e0, e1, …, one a minute, or several together. */
async function logOf(...minutes: readonly (readonly string[])[]) {
  const store = memorySegments();
  let nowMs = startMs;
  const writer = coldWriter(store, () => nowMs);
  for (const ids of minutes) {
    if (ids.length === 0) await writer.appendMarker('fights');
    else
      await writer.append(
        'fights',
        ids.map(id => encodedEvent(id)),
        nowMs,
      );
    nowMs += minuteMs;
  }
  const log = new LogReader({ store, channel: 'fights', clock: () => nowMs });
  return { log, store };
}

async function read(log: LogReader, range: LogRange) {
  const ids: string[] = [];
  const cursors = new Map<string, string>();
  let cuts = 0;
  const onCut = () => {
    cuts += 1;
  };
  for await (const entries of rangeOf(log, range, onCut)) {
    for (const { event, epoch, seq } of entries) {
      ids.push(event.id);
      cursors.set(event.id, formatCursor({ epoch, seq }));
    }
  }
  const cursorOf = (id: string) => {
    const cursor = parseCursor(cursors.get(id) ?? '');
    if (cursor === undefined) throw new Error(`${id} was not read`);
    return { cursor };
  };
  return { ids, cuts, cursorOf };
}

const at = (minutes: number) => ({ atMs: startMs + minutes * minuteMs });

test('without ends it is all that the log has', async () => {
  const { log } = await logOf(['e0', 'e1'], [], ['e2'], []);
  expect(await read(log, {})).toMatchObject({ ids: ['e0', 'e1', 'e2'], cuts: 0 });
  expect(await read((await logOf()).log, {})).toMatchObject({ ids: [], cuts: 0 });
});

test('from a cursor it is what came after, up to one with it', async () => {
  const { log } = await logOf(['e0', 'e1', 'e2'], ['e3'], ['e4', 'e5']);
  const { cursorOf } = await read(log, {});
  const ids = async (range: LogRange) => (await read(log, range)).ids;
  expect(await ids({ from: cursorOf('e0') })).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
  expect(await ids({ from: cursorOf('e1'), to: cursorOf('e4') })).toEqual(['e2', 'e3', 'e4']);
  expect(await ids({ to: cursorOf('e0') })).toEqual(['e0']);
  expect(await ids({ from: cursorOf('e5') })).toEqual([]);
  expect(await ids({ from: cursorOf('e4'), to: cursorOf('e1') })).toEqual([]);
});

test('from a time it is what was appended then or later, up to one without it', async () => {
  const { log } = await logOf(['e0'], ['e1', 'e2'], [], ['e3']);
  const ids = async (range: LogRange) => (await read(log, range)).ids;
  expect(await ids({ from: at(1) })).toEqual(['e1', 'e2', 'e3']);
  expect(await ids({ from: at(1), to: at(3) })).toEqual(['e1', 'e2']);
  expect(await ids({ to: at(1) })).toEqual(['e0']);
  expect(await ids({ from: at(60) })).toEqual([]);
});

test('what comes while it is read is not of it', async () => {
  const { log, store } = await logOf(['e0'], ['e1']);
  const ids: string[] = [];
  for await (const entries of rangeOf(log, {}, () => undefined)) {
    ids.push(...entries.map(({ event }) => event.id));
    await coldWriter(store, Date.now).append('fights', [encodedEvent('late')], Date.now());
  }
  expect(ids).toEqual(['e0', 'e1']);
});

test('more than one read of the log gives is given in pages', async () => {
  const { log } = await logOf(...Array.from({ length: 60 }, (_, n) => [`e${n}`]));
  const pages: number[] = [];
  for await (const entries of rangeOf(log, {}, () => undefined)) pages.push(entries.length);
  expect(pages.reduce((sum, length) => sum + length, 0)).toBe(60);
  expect(pages.length).toBeGreaterThan(2);
});

test('a cursor that leads nowhere is refused with its reason', async () => {
  const { log } = await logOf(['e0']);
  const from = { cursor: { epoch: 'other', seq: 7 } };
  await expect(read(log, { from })).rejects.toThrow(
    'nothing leads on from other.7 (unknown-cursor); expected a cursor of this log, of an event that it has',
  );
});

test('where events of that time have expired, it says so and reads what is left', async () => {
  const store = memorySegments();
  let nowMs = startMs;
  const writer = coldWriter(store, () => nowMs);
  await writer.append('fights', [encodedEvent('old')], nowMs);
  nowMs += 8 * 24 * 60 * minuteMs;
  await appendAll(store, nowMs);
  const log = new LogReader({ store, channel: 'fights', clock: () => nowMs });
  expect(await read(log, { from: at(-1) })).toMatchObject({ ids: ['new'], cuts: 1 });
});

async function appendAll(store: SegmentStore, nowMs: number): Promise<void> {
  await coldWriter(store, () => nowMs).append('fights', [encodedEvent('new')], nowMs);
}

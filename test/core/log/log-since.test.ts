import fc from 'fast-check';
import { LogReader } from '../../../core/log/log-reader.ts';
import type { Segment, SegmentStore } from '../../../core/log/segment.ts';
import { testEvent } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';

const nowMs = 1_790_000_000_000;

interface Batch {
  readonly size: number;
  /** Before now. */
  readonly agoMs: number;
  readonly epoch?: string;
  readonly generation?: number;
  readonly isExpired?: boolean;
}

/** A log of those batches, oldest first. */
async function logOf(batches: readonly Batch[], firstSeq = 1) {
  const store = memorySegments();
  let reads = 0;
  const counting: SegmentStore = {
    ...store,
    newestFirst: async (channel, page) => {
      reads += 1;
      return await store.newestFirst(channel, page);
    },
  };
  let seq = firstSeq;
  for (const { size, agoMs, ...rest } of batches) {
    await store.put(segmentAt(seq, size, nowMs - agoMs, rest));
    seq += size;
  }
  const reader = new LogReader({ store: counting, channel: 'fights', clock: () => nowMs });
  return { store, reader, reads: () => reads };
}

function segmentAt(
  firstSeq: number,
  size: number,
  appendedAtMs: number,
  { epoch = 'k3f9', generation = 1, isExpired = false }: Omit<Batch, 'size' | 'agoMs'>,
): Segment {
  return {
    channel: 'fights',
    firstSeq,
    lastSeq: firstSeq + size - 1,
    epoch,
    generation,
    appendedAtMs,
    expiresAtSec: nowMs / 1_000 + (isExpired ? -1 : 3_600),
    events: Array.from({ length: size }, (_, index) => testEvent(`e${firstSeq + index}`)),
  };
}

const since = async (batches: readonly Batch[], agoMs: number, firstSeq?: number) =>
  await (await logOf(batches, firstSeq)).reader.since(nowMs - agoMs);

const at = (seq: number, isCut = false) => ({ cursor: { epoch: 'k3f9', seq }, isCut });

const threeBatches = [
  { size: 3, agoMs: 3_000 },
  { size: 2, agoMs: 2_000 },
  { size: 4, agoMs: 1_000 },
];

test.each([
  [3_001, 0],
  [3_000, 0],
  [2_999, 3],
  [2_000, 3],
  [1_999, 5],
  [1_000, 5],
  [999, 9],
  [-5_000, 9],
])('%d ms ago lies before the first batch appended then or later', async (agoMs, seq) => {
  expect(await since(threeBatches, agoMs)).toEqual(at(seq));
});

test('batches of one moment count together', async () => {
  const batches = [5, 4, 4, 4, 3].map(seconds => ({ size: 2, agoMs: seconds * 1_000 }));
  expect(await since(batches, 4_000)).toEqual(at(2));
});

test('an empty log begins at the empty epoch', async () => {
  expect(await since([], 1_000)).toEqual({ cursor: { epoch: '0', seq: 0 }, isCut: false });
});

test('before what has expired, the cut is reported; after it there is none', async () => {
  const batches = [{ size: 3, agoMs: 9_000, isExpired: true }, ...threeBatches];
  expect(await since(batches, 9_000)).toEqual(at(3, true));
  expect(await since(batches, 8_999)).toEqual(at(3));
  const allExpired = [{ size: 3, agoMs: 9_000, isExpired: true }];
  expect(await since(allExpired, 9_001)).toEqual(at(3, true));
  expect(await since(allExpired, 8_999)).toEqual(at(3));
});

test('before what the table has removed, the cut is reported: nobody knows when that was', async () => {
  expect(await since(threeBatches, 3_001, 500)).toEqual(at(499, true));
  expect(await since(threeBatches, 2_999, 500)).toEqual(at(502));
});

test('an earlier epoch is not gone back into', async () => {
  const batches = [{ size: 3, agoMs: 9_000, epoch: 'old0' }, ...threeBatches];
  expect(await since(batches, 9_500)).toEqual(at(3, true));
  expect(await since(batches, 8_000)).toEqual(at(3));
});

test('before the first of a later generation, the cut is reported: what came last is not known', async () => {
  const restored = [
    { size: 3, agoMs: 9_000, epoch: 'old0' },
    { size: 2, agoMs: 2_000, generation: 2 },
    { size: 1, agoMs: 1_000, generation: 2 },
  ];
  expect(await since(restored, 9_500)).toEqual(at(3, true));
  expect(await since(restored, 5_000)).toEqual(at(3, true));
  expect(await since(restored, 1_500)).toEqual(at(5));
  expect(await since(restored.slice(1), 5_000)).toEqual(at(0, true));
});

test('it takes one read and one more for each binary digit of the head, at most', async () => {
  const batches = Array.from({ length: 1_000 }, (_, n) => ({
    size: 1 + (n % 9),
    agoMs: 1_000 - n,
  }));
  // 4,996 events: 13 binary digits.
  for (const agoMs of [1_001, 1_000, 777, 500, 3, 1]) {
    const { reader, reads } = await logOf(batches);
    await reader.since(nowMs - agoMs);
    expect(reads()).toBeLessThanOrEqual(14);
  }
});

test('whatever the log, it begins with exactly what was appended from then on', async () => {
  const batch = fc.record({
    size: fc.integer({ min: 1, max: 5 }),
    afterMs: fc.integer({ min: 0, max: 50 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { maxLength: 30 }),
      fc.integer({ min: 0, max: 1_600 }),
      async (list, agoMs) => {
        let left = 1_500;
        const batches = list.map(({ size, afterMs }) => {
          left -= afterMs;
          return { size, agoMs: left };
        });
        const { store, reader } = await logOf(batches);
        const { cursor } = await reader.since(nowMs - agoMs);
        const wanted = store.segments.filter(({ appendedAtMs }) => appendedAtMs >= nowMs - agoMs);
        const head = store.segments.at(-1)?.lastSeq ?? 0;
        expect(cursor.seq).toBe(wanted[0] === undefined ? head : wanted[0].firstSeq - 1);
      },
    ),
  );
});

import { LogReader } from '../../../core/log/log-reader.ts';
import type { Segment, SegmentStore } from '../../../core/log/segment.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createTestLog, testEvent } from '../../support/event-log.ts';

const nowMs = 1_790_000_000_000;
const later = nowMs / 1000 + 3600;
const past = nowMs / 1000 - 1;

let engine: TestEngine;
let tables = 0;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(async () => {
  await engine.stop();
});

/** A log with segments of those sizes; the first `expired` of them have expired. */
async function logOf(
  sizes: readonly number[],
  { epoch = 'k3f9', firstSeq = 1, expired = 0, markers = [] as readonly number[] } = {},
): Promise<{ store: SegmentStore; reader: LogReader }> {
  tables += 1;
  const store = await createTestLog(engine, `EventLog-${tables}`);
  let seq = firstSeq;
  for (const [index, size] of sizes.entries()) {
    await store.put(
      segmentAt(seq, size, epoch, index < expired ? past : later, markers.includes(index)),
    );
    seq += size;
  }
  return { store, reader: readerOf(store) };
}

function segmentAt(
  firstSeq: number,
  size: number,
  epoch: string,
  expiresAtSec: number,
  isMarker = false,
  generation = 1,
): Segment {
  const events = isMarker
    ? []
    : Array.from({ length: size }, (_, index) => testEvent(`e${firstSeq + index}`));
  const lastSeq = firstSeq + size - 1;
  const appendedAtMs = nowMs;
  const place = { channel: 'fights', firstSeq, lastSeq, epoch, generation } as const;
  return { ...place, appendedAtMs, expiresAtSec, events };
}

function readerOf(store: SegmentStore): LogReader {
  return new LogReader({ store, channel: 'fights', clock: () => nowMs });
}

const seqs = (result: { entries: readonly { seq: number }[] }) =>
  result.entries.map(entry => entry.seq);

async function resumedSeqs(reader: LogReader, epoch: string, seq: number) {
  const result = await reader.resume({ epoch, seq });
  return result.kind === 'gap' ? result.reason : seqs(result);
}

describe('the head', () => {
  test('of a log without a segment is of the empty epoch', async () => {
    const { reader } = await logOf([]);
    expect(await reader.head()).toEqual({ epoch: '0', seq: 0 });
  });
  test('lies at the last number of the newest segment', async () => {
    const { reader } = await logOf([3, 2]);
    expect(await reader.head()).toEqual({ epoch: 'k3f9', seq: 5 });
  });
  test('of an expired log lies at its last number all the same', async () => {
    const { reader } = await logOf([3, 2], { expired: 2 });
    expect(await reader.head()).toEqual({ epoch: 'k3f9', seq: 5 });
  });
});

describe('resuming', () => {
  test('in the middle of a segment gives the rest of it', async () => {
    const { reader } = await logOf([3, 4]);
    expect(await resumedSeqs(reader, 'k3f9', 4)).toEqual([5, 6, 7]);
    expect(await resumedSeqs(reader, 'k3f9', 1)).toEqual([2, 3]);
  });
  test('between two segments gives what follows', async () => {
    const { reader } = await logOf([3, 4]);
    expect(await resumedSeqs(reader, 'k3f9', 3)).toEqual([4, 5, 6, 7]);
  });
  test('before the first event gives everything', async () => {
    const { reader } = await logOf([2]);
    expect(await resumedSeqs(reader, 'k3f9', 0)).toEqual([1, 2]);
  });
  test('at the head gives nothing, and no gap', async () => {
    const { reader } = await logOf([3, 4]);
    expect(await resumedSeqs(reader, 'k3f9', 7)).toEqual([]);
  });
  test('beyond the head is a gap', async () => {
    const { reader } = await logOf([3]);
    expect(await resumedSeqs(reader, 'k3f9', 4)).toBe('unknown-cursor');
    expect(await resumedSeqs(reader, 'k3f9', 9_000)).toBe('unknown-cursor');
  });
  test('with the cursor of another epoch is a gap', async () => {
    const { reader } = await logOf([3]);
    expect(await resumedSeqs(reader, 'zzzz', 2)).toBe('unknown-cursor');
  });
  test('with a cursor into a log that is gone altogether is a gap', async () => {
    const { reader } = await logOf([]);
    expect(await resumedSeqs(reader, 'k3f9', 2)).toBe('unknown-cursor');
  });
  test('with a cursor taken while the log was empty gives its first events', async () => {
    const { store, reader } = await logOf([]);
    expect(await resumedSeqs(reader, '0', 0)).toEqual([]);
    await store.put(segmentAt(1, 2, 'k3f9', later));
    expect(await resumedSeqs(reader, '0', 0)).toEqual([1, 2]);
  });
  test('with a cursor of an expired log is a gap once a new epoch has begun, wherever that begins', async () => {
    const { store, reader } = await logOf([3], { expired: 1 });
    expect(await resumedSeqs(reader, 'k3f9', 3)).toEqual([]);
    await store.put(segmentAt(4, 2, 'n3w0', later));
    expect(await resumedSeqs(reader, 'k3f9', 3)).toBe('unknown-cursor');
    const { reader: fromOne } = await logOf([50, 50], { epoch: 'n3w0' });
    expect(await resumedSeqs(fromOne, 'k3f9', 3)).toBe('unknown-cursor');
    expect(await resumedSeqs(fromOne, '0', 57)).toBe('unknown-cursor');
  });
  test('with the cursor of an empty log is a gap when the log begins with a later generation', async () => {
    const { store, reader } = await logOf([]);
    await store.put(segmentAt(1, 2, 'k3f9', later, false, 2));
    expect(await resumedSeqs(reader, '0', 0)).toBe('unknown-cursor');
    expect(await reader.forward({ epoch: '0', seq: 0 })).toEqual({
      kind: 'gap',
      reason: 'unknown-cursor',
    });
    expect(await resumedSeqs(reader, 'k3f9', 0)).toEqual([1, 2]);
  });
  test('into what has expired is a gap, even while the table still shows it', async () => {
    const { reader } = await logOf([3, 4], { expired: 1 });
    expect(await resumedSeqs(reader, 'k3f9', 1)).toBe('expired');
    expect(await resumedSeqs(reader, 'k3f9', 3)).toEqual([4, 5, 6, 7]);
  });
  test('before what DynamoDB has already removed is a gap', async () => {
    const { reader } = await logOf([3], { firstSeq: 500 });
    expect(await resumedSeqs(reader, 'k3f9', 20)).toBe('expired');
    expect(await resumedSeqs(reader, '0', 0)).toBe('expired');
  });
  test('over a marker moves the position without an event', async () => {
    const { reader } = await logOf([2, 1, 2], { markers: [1] });
    const position = { epoch: 'k3f9', seq: 3 };
    expect(await reader.resume({ epoch: 'k3f9', seq: 2 })).toEqual({
      kind: 'entries',
      entries: [],
      position,
    });
    expect(await reader.forward(position)).toMatchObject({ entries: [{ seq: 4 }, { seq: 5 }] });
  });
});

describe('going forward', () => {
  test('reads a hole again consistently before it counts: a late segment is no gap', async () => {
    const { store } = await logOf([2, 2]);
    const stale: SegmentStore = {
      ...store,
      oldestFirst: async (channel, page) => {
        const segments = await store.oldestFirst(channel, page);
        return page.consistent ? segments : segments.filter(segment => segment.firstSeq !== 1);
      },
    };
    const result = await readerOf(stale).forward({ epoch: 'k3f9', seq: 0 });
    expect(result).toMatchObject({ kind: 'entries', position: { seq: 4 } });
  });
  test('gives what is contiguous and stops before a hole that is real', async () => {
    const { store, reader } = await logOf([2]);
    await store.put(segmentAt(4, 1, 'k3f9', later));
    expect(await reader.forward({ epoch: 'k3f9', seq: 0 })).toMatchObject({ position: { seq: 2 } });
    expect(await reader.forward({ epoch: 'k3f9', seq: 2 })).toEqual({
      kind: 'gap',
      reason: 'expired',
      isLoss: true,
    });
  });
});

describe('a gap is a loss', () => {
  const loss = async (reader: LogReader, epoch: string, seq: number) => {
    const result = await reader.resume({ epoch, seq });
    return result.kind === 'gap' && (result.isLoss ?? false);
  };
  test('where the cursor is a place in the log, and what follows it is not there', async () => {
    const { store, reader } = await logOf([2]);
    await store.put(segmentAt(4, 1, 'k3f9', later));
    expect(await loss(reader, 'k3f9', 2)).toBe(true);
  });
  test('and none where the log goes on in another epoch, as after a restore', async () => {
    const { store, reader } = await logOf([2]);
    await store.put(segmentAt(3, 1, 'n3w0', later, false, 2));
    expect(await loss(reader, 'k3f9', 2)).toBe(false);
    expect(await reader.forward({ epoch: 'k3f9', seq: 2 })).toEqual({
      kind: 'gap',
      reason: 'unknown-cursor',
    });
  });
  test('and none of a cursor that the log never gave, or of what was too old', async () => {
    const { reader } = await logOf([3, 4], { firstSeq: 500, expired: 1 });
    for (const [epoch, seq] of [
      ['zzzz', 501],
      ['zzzz', 2],
      ['k3f9', 9_000],
      ['k3f9', 20],
      ['k3f9', 501],
      ['0', 0],
    ] as const) {
      expect([epoch, seq, await loss(reader, epoch, seq)]).toEqual([epoch, seq, false]);
    }
  });
  test('and none of a place that is too old itself', async () => {
    const { store, reader } = await logOf([3], { expired: 1 });
    await store.put(segmentAt(9, 2, 'k3f9', later));
    expect(await resumedSeqs(reader, 'k3f9', 3)).toBe('expired');
    expect(await loss(reader, 'k3f9', 3)).toBe(false);
  });
});

describe('history', () => {
  const everything = () => true;

  test('gives the last events, oldest first, and begins just before them', async () => {
    const { reader } = await logOf([3, 4, 2]);
    const history = await reader.history(5, everything);
    expect(seqs(history)).toEqual([5, 6, 7, 8, 9]);
    expect(history.from).toEqual({ epoch: 'k3f9', seq: 4 });
    expect(history.head).toEqual({ epoch: 'k3f9', seq: 9 });
  });
  test('of none begins at the head', async () => {
    const { reader } = await logOf([3, 4]);
    const history = await reader.history(0, everything);
    expect(history.entries).toEqual([]);
    expect(history.from).toEqual({ epoch: 'k3f9', seq: 7 });
  });
  test('counts only what the reader may see, however far back', async () => {
    const { reader } = await logOf(Array.from({ length: 60 }, () => 5));
    const history = await reader.history(3, event => Number(event.id.slice(1)) % 50 === 0);
    expect(seqs(history)).toEqual([200, 250, 300]);
    expect(history.from).toEqual({ epoch: 'k3f9', seq: 199 });
  });
  test('of a log shorter than asked gives all of it', async () => {
    const { reader } = await logOf([2, 1, 2], { markers: [1] });
    const history = await reader.history(100, everything);
    expect(seqs(history)).toEqual([1, 2, 4, 5]);
    expect(history.from).toEqual({ epoch: 'k3f9', seq: 0 });
  });
  test('leaves out what has expired', async () => {
    const { reader } = await logOf([3, 4], { expired: 1 });
    expect(seqs(await reader.history(100, everything))).toEqual([4, 5, 6, 7]);
  });
  test('goes back over the epochs of a restored log, each event at its own place', async () => {
    const { store, reader } = await logOf([2, 3]);
    await store.put(segmentAt(6, 4, 'n3w0', later, true, 2));
    await store.put(segmentAt(10, 1, 'n3w0', later, false, 2));
    const history = await reader.history(3, everything);
    expect(history.entries.map(({ epoch, seq }) => `${epoch}.${seq}`)).toEqual([
      'k3f9.4',
      'k3f9.5',
      'n3w0.10',
    ]);
    expect(history.from).toEqual({ epoch: 'k3f9', seq: 3 });
    expect(history.head).toEqual({ epoch: 'n3w0', seq: 10 });
  });
  test('of an empty log is empty, at the empty epoch', async () => {
    const { reader } = await logOf([]);
    const history = await reader.history(100, everything);
    expect(history).toEqual({
      from: { epoch: '0', seq: 0 },
      entries: [],
      head: { epoch: '0', seq: 0 },
    });
  });
  /** The store, with what its reads are asked and give; one that was not asked for consistency may err. */
  function watched(store: SegmentStore, stale = (found: readonly Segment[]) => found) {
    const reads: { readonly consistent: boolean; readonly segments: number }[] = [];
    const watching: SegmentStore = {
      ...store,
      newestFirst: async (channel, page) => {
        const found = await store.newestFirst(channel, page);
        const segments = page.consistent ? found : stale(found);
        reads.push({ consistent: page.consistent, segments: segments.length });
        return segments;
      },
    };
    return { reader: readerOf(watching), reads };
  }

  test('makes 20 reads at most for a reader who sees little, all but the first for half the price', async () => {
    const { store } = await logOf(Array.from({ length: 510 }, () => 1));
    const { reader, reads } = watched(store);
    const history = await reader.history(10, event => event.id === 'e1');
    expect(history.entries).toEqual([]);
    expect(history.from).toEqual({ epoch: 'k3f9', seq: 10 });
    expect(reads).toEqual([
      { consistent: true, segments: 25 },
      ...Array.from({ length: 19 }, () => ({ consistent: false, segments: 25 })),
    ]);
    expect(seqs(await reader.history(1, event => event.id === 'e11'))).toEqual([11]);
  });

  test.each([
    ['the next segment', (found: readonly Segment[]) => found.slice(1)],
    ['one in between', (found: readonly Segment[]) => found.filter((_, at) => at !== 3)],
    ['all of them', () => []],
  ])('misses nothing when a read that may lag lacks %s', async (_title, stale) => {
    const { store } = await logOf(Array.from({ length: 60 }, () => 2));
    const { reader } = watched(store, stale);
    const history = await reader.history(200, everything);
    expect(seqs(history)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
  });

  test('ends at the first segment of a log without looking for one before it', async () => {
    const { store } = await logOf([1, 1]);
    const { reader, reads } = watched(store);
    expect(seqs(await reader.history(9, everything))).toEqual([1, 2]);
    expect(reads).toHaveLength(1);
  });
});

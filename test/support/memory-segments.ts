import type { Segment, SegmentStore } from '../../core/log/segment.ts';

/**
 * Segments in an array, for tests of what stands above the store and of time alone. What the store
 * itself promises is tested on the real engine.
 */
export function memorySegments(): SegmentStore & { readonly segments: Segment[] } {
  const segments: Segment[] = [];
  const of = (channel: string) =>
    segments
      .filter(segment => segment.channel === channel)
      .toSorted((a, b) => a.firstSeq - b.firstSeq);
  return {
    segments,
    newestFirst: async (channel, { maxFirstSeq = Number.MAX_SAFE_INTEGER, limit }) =>
      of(channel)
        .filter(segment => segment.firstSeq <= maxFirstSeq)
        .toReversed()
        .slice(0, limit),
    oldestFirst: async (channel, { minFirstSeq, limit }) =>
      of(channel)
        .filter(segment => segment.firstSeq >= minFirstSeq)
        .slice(0, limit),
    put: async segment => {
      const taken = of(segment.channel).some(({ firstSeq }) => firstSeq === segment.firstSeq);
      if (!taken) segments.push(segment);
      return taken ? 'taken' : 'stored';
    },
  };
}

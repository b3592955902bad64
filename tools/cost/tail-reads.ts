/** The pause after a read that found events, and by what each next one is longer (core/stream/log-tail.ts). */
const busyPollMs = 100;
const growth = 1.5;
/** In a quiet log, how often a read asks whether its place is still there: one strong read more. */
const confirmEverySeconds = 10;

export interface TailReads {
  readonly readsPerSecond: number;
  readonly readUnitsPerSecond: number;
}

/** How a tail reads its log. */
export interface TailLoad {
  /** The longest pause between two reads. */
  readonly tailPollMs: number;
  /** How long a read takes. */
  readonly readMs: number;
  /** Segments that come to the log in a second. */
  readonly segmentsPerSecond: number;
  readonly segmentBytes: number;
}

/**
 * Reads that one environment makes of its log, however many streams it serves. Pauses are 100 ms after
 * a read that found something, then each half as long again, up to `tailPollMs`. What a read finds came
 * since the one before; segments come at random, so between two reads `ms` apart none came with the
 * probability e^(-rate·ms). The reads and the time from one find to the next give the rate of reads.
 */
export function tailReads(load: TailLoad): TailReads {
  const { tailPollMs, readMs, segmentsPerSecond, segmentBytes } = load;
  if (segmentsPerSecond === 0) {
    const readsPerSecond = 1_000 / (tailPollMs + readMs);
    return { readsPerSecond, readUnitsPerSecond: readsPerSecond * 0.5 + 1 / confirmEverySeconds };
  }
  let reads = 0;
  let ms = 0;
  let pauseMs = Math.min(busyPollMs, tailPollMs);
  for (let nothingYet = 1; nothingYet > 1e-6; ) {
    reads += nothingYet;
    ms += nothingYet * (pauseMs + readMs);
    nothingYet *= Math.exp((-segmentsPerSecond * (pauseMs + readMs)) / 1_000);
    pauseMs = Math.min(pauseMs * growth, tailPollMs);
  }
  const readsPerSecond = (reads * 1_000) / ms;
  const findsPerSecond = 1_000 / ms;
  const foundBytes = (segmentsPerSecond / findsPerSecond) * segmentBytes;
  const unitsOfFind = Math.max(0.5, Math.ceil(foundBytes / 4_096) / 2);
  return {
    readsPerSecond,
    readUnitsPerSecond: (readsPerSecond - findsPerSecond) * 0.5 + findsPerSecond * unitsOfFind,
  };
}

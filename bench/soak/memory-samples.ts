import { medianOf } from '../rounds.ts';

/** What processes held at one moment, once their garbage was collected. */
export interface MemorySample {
  /** Since the readers began to come. */
  readonly atMs: number;
  readonly hostHeapBytes: number;
  readonly hostRssBytes: number;
  readonly environments: readonly EnvironmentSample[];
}

/** What one environment held, in bytes, and how many requests it served. */
export interface EnvironmentSample {
  readonly number: number;
  readonly requests: number;
  readonly bytes: number;
}

/** A process in the second and in the last quarter of the time. */
export interface Growth {
  readonly name: string;
  readonly secondBytes: number;
  readonly lastBytes: number;
  readonly isFlat: boolean;
}

/** How memory grew. */
export interface MemoryVerdict {
  readonly host: Growth | undefined;
  /** Of each environment that was there in both quarters. */
  readonly environments: readonly Growth[];
}

/** A quarter has to have so many samples of a process, else its median says nothing. */
const fewestSamples = 3;
/** What a process may hold more in the last quarter than in the second, and be flat. */
export const flatWithin = { share: 0.1, bytes: 2_000_000 } as const;

/**
 * Whether memory is flat, by medians of the second and the last quarter: in the first one readers still
 * come, code is compiled, and caches fill.
 */
export function memoryVerdict(samples: readonly MemorySample[], durationMs: number): MemoryVerdict {
  const quarter = (number: number): readonly MemorySample[] =>
    samples.filter(({ atMs }) => Math.floor((atMs / durationMs) * 4) === number - 1);
  const [second, last] = [quarter(2), quarter(4)];
  const growth = (name: string, of: (sample: MemorySample) => number | undefined) => {
    const [before, after] = [second, last].map(part => part.flatMap(sample => of(sample) ?? []));
    return growthOf(name, before ?? [], after ?? []);
  };
  const numbers = new Set(
    samples.flatMap(({ environments }) => environments.map(each => each.number)),
  );
  return {
    host: growth('host', ({ hostHeapBytes }) => hostHeapBytes),
    environments: [...numbers].flatMap(number => {
      const of = ({ environments }: MemorySample) =>
        environments.find(each => each.number === number)?.bytes;
      return growth(`environment ${number}`, of) ?? [];
    }),
  };
}

function growthOf(
  name: string,
  before: readonly number[],
  after: readonly number[],
): Growth | undefined {
  if (Math.min(before.length, after.length) < fewestSamples) return undefined;
  const [secondBytes, lastBytes] = [medianOf(before), medianOf(after)];
  const most = secondBytes * (1 + flatWithin.share) + flatWithin.bytes;
  return { name, secondBytes, lastBytes, isFlat: lastBytes <= most };
}

import type { Clock } from '../../core/clock.ts';
import type { ConnectRefusal } from '../../core/limit/connect-refusal.ts';
import { problem } from '../../core/wire/problem.ts';

/** How old a reading of the memory may be. */
const sampleMs = 1_000;

/** Most who have a stream keep it for minutes. */
const retryAfterSec = 30;

/**
 * What an environment of a Web Function has, and what of it is not for streams: 2,048 MB of memory and
 * 1,024 file descriptors, of which a stream holds one.
 * https://docs.aws.amazon.com/lambda/latest/dg/web-functions-scaling.html
 */
export const environmentCeilings = { memoryBytes: 1_600 * 1_024 ** 2, streams: 900 } as const;

/** What a process has, and what of it streams may take. */
export interface CapacityOptions {
  /** Memory in use, in bytes. */
  readonly memoryBytes: () => number;
  readonly ceilings: { readonly memoryBytes: number; readonly streams: number };
  readonly now: Clock;
}

/**
 * Whether there is room for one more stream. There are no slots here: a stream holds no environment of its
 * own, and a process has room until its memory or its descriptors run out.
 */
export class Capacity {
  readonly #options: CapacityOptions;
  #sample: { readonly bytes: number; readonly atMs: number } | undefined;

  constructor(options: CapacityOptions) {
    this.#options = options;
  }

  /** Why there is none. `requests` are those being answered, the new one among them. */
  refusal(requests: number): ConnectRefusal | undefined {
    const { streams, memoryBytes } = this.#options.ceilings;
    if (requests <= streams && this.#memoryBytes() <= memoryBytes) return undefined;
    const detail =
      'received one more stream than this process has room for; expected polls, and a stream later';
    return { problem: problem('UNAVAILABLE', detail), retryAfterSec };
  }

  #memoryBytes(): number {
    const { memoryBytes, now } = this.#options;
    const atMs = now();
    if (this.#sample === undefined || atMs - this.#sample.atMs >= sampleMs) {
      this.#sample = { bytes: memoryBytes(), atMs };
    }
    return this.#sample.bytes;
  }
}

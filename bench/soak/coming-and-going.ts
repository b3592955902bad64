import { createSeededRandom, type SeededRandom } from '../../examples/derby-night/seeded-random.ts';
import type { SoakReader } from './soak-reader.ts';

/** So many of all readers stay the whole night. */
const steadyShare = 0.3;
/** How long the others stay, and how long they are away, in milliseconds. */
const staysMs = { min: 8_000, max: 60_000 } as const;
const awayMs = { min: 500, max: 15_000 } as const;
/** They all leave within so long at the end. */
const leavingMs = 2_000;

/** Who has a place to come to and to leave. */
type Visitor = Pick<SoakReader, 'come' | 'leave'>;

/** How they come. */
export interface ComingAndGoingOptions {
  readonly seed: number;
  /** Over which all come for the first time. */
  readonly rampMs: number;
}

/** Readers who come over a while, and then, but for some who stay, leave and come back at random. */
export class ComingAndGoing {
  readonly #visitors: readonly Visitor[];
  readonly #rampMs: number;
  readonly #random: SeededRandom;
  readonly #timers = new Map<Visitor, NodeJS.Timeout>();

  constructor(visitors: readonly Visitor[], { seed, rampMs }: ComingAndGoingOptions) {
    this.#visitors = visitors;
    this.#rampMs = rampMs;
    this.#random = createSeededRandom(seed);
  }

  start(): void {
    for (const [at, visitor] of this.#visitors.entries()) {
      this.#after(visitor, (at / this.#visitors.length) * this.#rampMs, () => this.#come(visitor));
    }
  }

  /** All come, and nobody leaves any more. */
  gather(): void {
    this.#clear();
    for (const visitor of this.#visitors) visitor.come();
  }

  /** All leave. */
  stop(): void {
    this.#clear();
    for (const visitor of this.#visitors) {
      this.#after(visitor, this.#random.int(0, leavingMs), () => visitor.leave());
    }
  }

  #come(visitor: Visitor): void {
    visitor.come();
    if (this.#random.chance(steadyShare)) return;
    this.#after(visitor, this.#random.int(staysMs.min, staysMs.max), () => this.#leave(visitor));
  }

  #leave(visitor: Visitor): void {
    visitor.leave();
    this.#after(visitor, this.#random.int(awayMs.min, awayMs.max), () => this.#come(visitor));
  }

  #after(visitor: Visitor, ms: number, call: () => void): void {
    this.#timers.set(visitor, setTimeout(call, ms));
  }

  #clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

import type { Segment } from './segment.ts';

/** What a writer does next: puts its segment, or looks what the others have put. */
export type NextStep =
  | { readonly kind: 'put' }
  | { readonly kind: 'look'; readonly afterMs: number };

const put: NextStep = { kind: 'put' };
/** Who appended a second ago may not append now; where calls are slow, who did so many turns ago. */
const forgottenAfterMs = 1_000;
const forgottenAfterTurns = 8;
/** How much the newest measurement changes what is expected of the next. */
const newestShare = 0.25;
/** The same of a crowd that grows: to race in it costs more than to wait for one that has gone. */
const growingShare = 0.5;
/** Of a look and of a put, in milliseconds, before one was measured. */
const firstCallMs = 5;
/** What a call counts for at least, and a look and a put together at most, in milliseconds. */
const minCallMs = 1;
const maxCallsMs = 1_000;
/**
 * A partition writes 1,000 KB a second. Packed, events have a quarter of their JSON's bytes, and a
 * crowd loses almost as many writes as it wins: so much JSON takes a millisecond of it.
 */
const jsonBytesPerMs = 1_800;
/** After several lost races in a row, a pause is of at most so many turns, or of one for each other. */
const minLongestPause = 16;

/**
 * When a writer of a log that others append to as well tries for the next number
 * (docs/decisions/0117). They know of each other only what stands in the log. One that is alone just
 * puts. One behind whose head others appended within the last second looks before it puts, since a
 * look costs less than a lost race. Where others pass while one append is under way, there is a
 * crowd: the next append first pauses for about as many turns, so that they come one after the other.
 * After a lost race a pause is random, and longer each time.
 *
 * A turn is what a look and a put take, or, for large segments, what a partition has room for.
 */
export class Contention {
  readonly #random: () => number;
  #lookMs = firstCallMs;
  #putMs = firstCallMs;
  #jsonBytes = 0;
  #beganAtMs = 0;
  /** When others appended last. */
  #othersAtMs = Number.NEGATIVE_INFINITY;
  /** How many segments others append while one append of this writer is under way. */
  #crowd = 0;
  /** The same of this append, as far as it is known. */
  #passed = 0;
  #lostRaces = 0;
  #next: NextStep = put;

  constructor(random: () => number) {
    this.#random = random;
  }

  get next(): NextStep {
    return this.#next;
  }

  /** How many races were lost in a row. */
  get lostRaces(): number {
    return this.#lostRaces;
  }

  /** An append begins, of a segment with so many bytes of JSON. */
  begin(nowMs: number, jsonBytes: number): void {
    this.#jsonBytes = jsonBytes;
    const longAgoMs = Math.max(forgottenAfterMs, forgottenAfterTurns * this.#turnMs);
    const isAlone = nowMs - this.#othersAtMs > longAgoMs;
    if (isAlone) this.#crowd = 0;
    this.#beganAtMs = nowMs;
    this.#passed = 0;
    this.#lostRaces = 0;
    this.#next = isAlone ? put : this.#lookAfter(this.#crowd * (0.5 + this.#random()));
  }

  /** Others have appended these, as a read shows that was made for another reason. */
  saw(newer: readonly Segment[]): void {
    this.#count(newer);
    // A crowd is waited for all the same.
    if (this.#crowd < 1) this.#next = put;
  }

  /** Others have appended these, as a look shows that took so long. */
  looked(newer: readonly Segment[], tookMs: number): void {
    this.#count(newer);
    this.#lookMs = smoothed(this.#lookMs, tookMs);
    this.#next = put;
  }

  /** Another has put a segment at the number that this one tried for. */
  lost(): void {
    this.#lostRaces += 1;
    const longest = Math.max(minLongestPause, this.#crowd);
    this.#next = this.#lookAfter(Math.min(2 ** this.#lostRaces, longest) * this.#random());
  }

  /** The segment is stored, which took so long. What is left of the batch is the next append. */
  won(nowMs: number, tookMs: number): void {
    this.#putMs = smoothed(this.#putMs, tookMs);
    const share = this.#passed > this.#crowd ? growingShare : newestShare;
    this.#crowd += share * (this.#passed - this.#crowd);
    this.begin(nowMs, this.#jsonBytes);
  }

  #count(newer: readonly Segment[]): void {
    this.#othersAtMs = Math.max(this.#othersAtMs, newer.at(-1)?.appendedAtMs ?? 0);
    this.#passed += newer.filter(({ appendedAtMs }) => appendedAtMs >= this.#beganAtMs).length;
  }

  get #turnMs(): number {
    const callsMs = Math.min(this.#lookMs + this.#putMs, maxCallsMs);
    return Math.max(callsMs, this.#jsonBytes / jsonBytesPerMs);
  }

  #lookAfter(turns: number): NextStep {
    return { kind: 'look', afterMs: turns * this.#turnMs };
  }
}

/** What a call takes, with the newest one in it: one that was held up counts as four at most. */
function smoothed(knownMs: number, tookMs: number): number {
  const countedMs = Math.min(Math.max(tookMs, minCallMs), 4 * knownMs);
  return knownMs + newestShare * (countedMs - knownMs);
}

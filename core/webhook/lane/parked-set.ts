import type { Parked } from '../delivery.ts';

/** When it is due: at once if the receiver came back since it was attempted, else as its place says. */
export function effectiveDueMs(
  { dueAtMs, attemptedAtMs, isFixed }: Pick<Parked, 'dueAtMs' | 'attemptedAtMs' | 'isFixed'>,
  revivedAtMs: number | undefined,
): number {
  const isRevived =
    attemptedAtMs !== undefined && revivedAtMs !== undefined && attemptedAtMs < revivedAtMs;
  return isRevived && !isFixed ? Math.min(dueAtMs, revivedAtMs) : dueAtMs;
}

/** The deliveries of a lane that wait for an attempt, and those of them that are under way. */
export class ParkedSet {
  readonly #all = new Map<string, Parked>();
  readonly #underWay = new Set<string>();

  /** In place of all that were known; what is under way stays as it is. */
  load(parked: readonly Parked[]): void {
    for (const id of this.#all.keys()) if (!this.#underWay.has(id)) this.#all.delete(id);
    for (const one of parked) {
      if (!this.#underWay.has(one.deliveryId)) this.#all.set(one.deliveryId, one);
    }
  }

  get size(): number {
    return this.#all.size;
  }

  has(deliveryId: string): boolean {
    return this.#all.has(deliveryId);
  }

  /** Those that are due, and under way from now on: tests first, somebody waits for them; then the longest. */
  takeDue(nowMs: number, revivedAtMs: number | undefined, limit: number): readonly Parked[] {
    const all: { readonly parked: Parked; readonly dueMs: number }[] = [];
    for (const parked of this.#idle()) {
      const dueMs = effectiveDueMs(parked, revivedAtMs);
      if (dueMs <= nowMs) all.push({ parked, dueMs });
    }
    const due = all
      .sort((one, other) => rankOf(one.parked) - rankOf(other.parked) || one.dueMs - other.dueMs)
      .slice(0, limit)
      .map(({ parked }) => parked);
    for (const { deliveryId } of due) this.#underWay.add(deliveryId);
    return due;
  }

  /** Only tests that are due. */
  takeTests(nowMs: number, limit: number): readonly Parked[] {
    const due = [...this.#idle()]
      .filter(({ isTest = false, dueAtMs }) => isTest && dueAtMs <= nowMs)
      .slice(0, limit);
    for (const { deliveryId } of due) this.#underWay.add(deliveryId);
    return due;
  }

  /** When the first of those that are not under way is due. */
  nextDueMs(revivedAtMs: number | undefined): number | undefined {
    let nextMs: number | undefined;
    for (const parked of this.#idle()) {
      const dueMs = effectiveDueMs(parked, revivedAtMs);
      if (nextMs === undefined || dueMs < nextMs) nextMs = dueMs;
    }
    return nextMs;
  }

  /** When the first test of these is. */
  get nextTestMs(): number | undefined {
    const tests = [...this.#idle()].filter(({ isTest = false }) => isTest);
    return tests.length === 0 ? undefined : Math.min(...tests.map(({ dueAtMs }) => dueAtMs));
  }

  /** It waits as this says, or no more. */
  settle(deliveryId: string, parked?: Parked): void {
    this.#underWay.delete(deliveryId);
    if (parked === undefined) this.#all.delete(deliveryId);
    else this.#all.set(deliveryId, parked);
  }

  /** What was taken and not begun waits on. */
  giveBack(deliveryId: string): void {
    this.#underWay.delete(deliveryId);
  }

  *#idle(): Iterable<Parked> {
    for (const parked of this.#all.values()) {
      if (!this.#underWay.has(parked.deliveryId)) yield parked;
    }
  }
}

function rankOf({ isTest = false }: Parked): number {
  return isTest ? 0 : 1;
}

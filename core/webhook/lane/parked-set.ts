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

  /** Those that are due, the longest first, and under way from now on. */
  takeDue(nowMs: number, revivedAtMs: number | undefined, limit: number): readonly Parked[] {
    const all: { readonly parked: Parked; readonly dueMs: number }[] = [];
    for (const parked of this.#idle()) {
      const dueMs = effectiveDueMs(parked, revivedAtMs);
      if (dueMs <= nowMs) all.push({ parked, dueMs });
    }
    const due = all
      .sort((one, other) => one.dueMs - other.dueMs)
      .slice(0, limit)
      .map(({ parked }) => parked);
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

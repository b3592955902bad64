interface DueTime {
  readonly atMs: number;
  readonly id: string;
}

/** Whether a time that was added is still that of its id; those that are not are passed over. */
type StillDue = (id: string, atMs: number) => boolean;

/** Ids by the time at which something is due for them: a binary heap, the earliest at its top. */
export class DueTimes {
  #heap: DueTime[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(atMs: number, id: string): void {
    const heap = this.#heap;
    heap.push({ atMs, id });
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (timeAt(heap, parent) <= atMs) return;
      swap(heap, at, parent);
      at = parent;
    }
  }

  /** The earliest time that still stands. */
  first(stillDue: StillDue): number | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (stillDue(top.id, top.atMs)) return top.atMs;
      this.#removeFirst();
    }
    return undefined;
  }

  /** Takes the ids that are due by then, the earliest first. */
  takeUntil(nowMs: number, stillDue: StillDue): string[] {
    // The same time may have been added twice.
    const taken = new Set<string>();
    for (let top = this.#heap[0]; top !== undefined && top.atMs <= nowMs; top = this.#heap[0]) {
      this.#removeFirst();
      if (stillDue(top.id, top.atMs)) taken.add(top.id);
    }
    return [...taken];
  }

  /** Forgets the times that do not stand any more. */
  keep(stillDue: StillDue): void {
    this.#heap = this.#heap
      .filter(({ id, atMs }) => stillDue(id, atMs))
      .sort((one, other) => one.atMs - other.atMs);
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = timeAt(heap, right) < timeAt(heap, left) ? right : left;
      if (timeAt(heap, child) >= last.atMs) return;
      swap(heap, at, child);
      at = child;
    }
  }
}

const timeAt = (heap: readonly DueTime[], at: number): number =>
  heap[at]?.atMs ?? Number.POSITIVE_INFINITY;

function swap(heap: DueTime[], one: number, other: number): void {
  const [first, second] = [heap[one], heap[other]];
  if (first === undefined || second === undefined) return;
  heap[one] = second;
  heap[other] = first;
}

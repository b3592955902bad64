/**
 * Remembers the newest ids, and forgets older ones: two generations of half the capacity each, so
 * that remembering costs the same however many came before.
 */
export class RecentIds {
  readonly #half: number;
  #young = new Set<string>();
  #old = new Set<string>();

  /** At least the newest `capacity / 2` and at most `capacity` ids are known. */
  constructor(capacity = 4_000) {
    this.#half = capacity / 2;
  }

  /** Whether the id is new; it is remembered from now on. */
  add(id: string): boolean {
    if (this.#young.has(id) || this.#old.has(id)) return false;
    this.#young.add(id);
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    return true;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}

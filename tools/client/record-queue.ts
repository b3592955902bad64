/** More than a script leaves between two waits; past it the oldest is dropped. */
const maxKept = 1_000;

/** Records by name, for whoever waits for one: also those that came just before the wait. */
export class RecordQueue<R> {
  readonly #kept: { readonly name: string; readonly record: R }[] = [];
  #waiting: { readonly name: string; readonly give: (record: R) => void } | undefined;

  add(name: string, record: R): void {
    if (this.#waiting?.name === name) {
      const { give } = this.#waiting;
      this.#waiting = undefined;
      give(record);
      return;
    }
    this.#kept.push({ name, record });
    if (this.#kept.length > maxKept) this.#kept.shift();
  }

  /** Gives the oldest of that name that nobody took, now or when it comes. One can wait at a time. */
  take(name: string, give: (record: R) => void): () => void {
    const at = this.#kept.findIndex(one => one.name === name);
    const [found] = at === -1 ? [] : this.#kept.splice(at, 1);
    if (found !== undefined) give(found.record);
    else this.#waiting = { name, give };
    return () => {
      this.#waiting = undefined;
    };
  }
}

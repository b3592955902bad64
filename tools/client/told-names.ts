/** More than a script leaves lying between two waits; past it the oldest is forgotten. */
const maxKept = 1_000;

/** What was told, by name, for those who wait for it: also what came just before they asked. */
export class ToldNames<Told> {
  readonly #kept: { readonly name: string; readonly told: Told }[] = [];
  #waiting: { readonly name: string; readonly give: (told: Told) => void } | undefined;

  add(name: string, told: Told): void {
    if (this.#waiting?.name === name) {
      const { give } = this.#waiting;
      this.#waiting = undefined;
      give(told);
      return;
    }
    this.#kept.push({ name, told });
    if (this.#kept.length > maxKept) this.#kept.shift();
  }

  /** Gives the oldest of that name that nobody took, now or when it comes. One can wait at a time. */
  take(name: string, give: (told: Told) => void): () => void {
    const at = this.#kept.findIndex(one => one.name === name);
    const [found] = at === -1 ? [] : this.#kept.splice(at, 1);
    if (found !== undefined) give(found.told);
    else this.#waiting = { name, give };
    return () => {
      this.#waiting = undefined;
    };
  }
}

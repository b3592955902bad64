/** Who on a page wants to know that something was done by the page itself. */
export class DoneHere {
  readonly #watchers = new Set<() => void>();

  /** Calls the watcher after each thing that was done, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Something was done, or refused because it stands otherwise than was shown. */
  report(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

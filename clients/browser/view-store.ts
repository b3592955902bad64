/** One value that is looked at: it changes as a whole, and its watchers are told when it does. */
export class ViewStore<View extends object> {
  #view: View;
  readonly #watchers = new Set<() => void>();
  readonly #report: (error: unknown) => void;

  constructor(view: View, report: (error: unknown) => void) {
    this.#view = view;
    this.#report = report;
  }

  get view(): View {
    return this.#view;
  }

  /** Keeps the object it has when nothing differs, so that who compares by identity is not woken. */
  show(next: View): void {
    if (isSame(this.#view, next)) return;
    this.#view = next;
    for (const watcher of [...this.#watchers]) {
      try {
        watcher();
      } catch (error) {
        this.#report(error);
      }
    }
  }

  subscribe(watcher: () => void): () => void {
    // A function of its own, so that one watcher that subscribes twice leaves twice.
    const own = (): void => watcher();
    this.#watchers.add(own);
    return () => void this.#watchers.delete(own);
  }
}

function isSame<View extends object>(one: View, other: View): boolean {
  // A view always has all of its fields.
  const keys = Object.keys(one) as (keyof View)[];
  return keys.every(key => Object.is(one[key], other[key]));
}

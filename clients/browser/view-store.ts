import { Handlers } from './handlers.ts';

/** One value that is looked at: it changes as a whole, and its watchers are notified when it does. */
export class ViewStore<View extends object> {
  #view: View;
  readonly #watchers: Handlers<{ readonly view: undefined }>;

  constructor(view: View, report: (error: unknown) => void) {
    this.#view = view;
    this.#watchers = new Handlers(report);
  }

  get view(): View {
    return this.#view;
  }

  /** Keeps the object it has when nothing differs, so that who compares by identity is not woken. */
  show(next: View): void {
    if (isSame(this.#view, next)) return;
    this.#view = next;
    this.#watchers.emit('view', undefined);
  }

  subscribe(watcher: () => void): () => void {
    // A function of its own, so that one watcher that subscribes twice leaves twice.
    return this.#watchers.add('view', () => watcher());
  }
}

function isSame<View extends object>(one: View, other: View): boolean {
  // A view always has all of its fields.
  const keys = Object.keys(one) as (keyof View)[];
  return keys.every(key => Object.is(one[key], other[key]));
}

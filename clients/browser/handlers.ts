/** Handlers by name. What one of them throws is reported and keeps no other from being called. */
export class Handlers<Named extends object> {
  readonly #byName = new Map<keyof Named, Set<(value: never, more: never) => void>>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /**
   * The same handler is held once for a name, however often it is added; the returned function
   * removes it.
   */
  add<N extends keyof Named>(name: N, handler: (value: Named[N], more: never) => void): () => void {
    const handlers = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, handlers.add(handler));
    return () => this.remove(name, handler);
  }

  remove<N extends keyof Named>(name: N, handler: (value: Named[N], more: never) => void): void {
    this.#byName.get(name)?.delete(handler);
  }

  /** `more` is a second argument. A handler added or removed meanwhile counts from the next time on. */
  emit<N extends keyof Named>(name: N, value: Named[N], more?: unknown): void {
    for (const handler of [...(this.#byName.get(name) ?? [])]) {
      try {
        (handler as (value: Named[N], more: unknown) => void)(value, more);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

/** Files that were saved together. */
export interface Saves {
  readonly files: readonly string[];
  /** When the first of them was seen, in the clock's milliseconds. */
  readonly sinceMs: number;
}

export interface SaveQueueOptions {
  /** Never called again before it has ended; must not reject. */
  readonly work: (saves: Saves) => Promise<void>;
  /** So long may follow what belongs to the same save, as of an editor that saves all. */
  readonly settleMs: number;
  readonly now: () => number;
}

/** Works on saved files: one piece of work at a time, and one more for all that is saved meanwhile. */
export class SaveQueue {
  readonly #options: SaveQueueOptions;
  #files = new Set<string>();
  #sinceMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(options: SaveQueueOptions) {
    this.#options = options;
  }

  add(file: string): void {
    if (this.#stopped) return;
    if (this.#files.size === 0) this.#sinceMs = this.#options.now();
    this.#files.add(file);
    if (this.#working === undefined) this.#settle();
  }

  /** Takes no more, and waits for what is being worked on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  #settle(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#working = this.#work();
    }, this.#options.settleMs);
  }

  async #work(): Promise<void> {
    const saves = { files: [...this.#files].sort(), sinceMs: this.#sinceMs };
    this.#files = new Set();
    await this.#options.work(saves);
    this.#working = undefined;
    if (this.#files.size > 0 && !this.#stopped) this.#settle();
  }
}

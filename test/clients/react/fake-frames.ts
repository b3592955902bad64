/** The pictures that a page draws, in the hands of a test: the next one comes when the test says so. */
class FakeFrames {
  readonly #waiting = new Map<number, () => void>();
  #asked = 0;

  constructor() {
    Object.assign(globalThis, {
      requestAnimationFrame: (callback: () => void) => {
        this.#asked += 1;
        this.#waiting.set(this.#asked, callback);
        return this.#asked;
      },
      cancelAnimationFrame: (frame: number) => void this.#waiting.delete(frame),
    });
  }

  /** How many callbacks wait for the next one. */
  get waiting(): number {
    return this.#waiting.size;
  }

  next(): void {
    const callbacks = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const callback of callbacks) callback();
  }
}

/** The only ones: all test files of a page draw by the same globals. */
export const frames = new FakeFrames();

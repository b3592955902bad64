import type { Environment } from '../browser/index.ts';

/** Calls back before the next picture that is drawn, unless the returned function was called before. */
export type NextFrame = (callback: () => void) => () => void;

/** The browser's own, which draws nothing of a page that nobody sees (HTML, 8.11, update the rendering). */
export const nextFrame: NextFrame = callback => {
  const frame = requestAnimationFrame(callback);
  return () => cancelAnimationFrame(frame);
};

const second = 1_000;

/** One loop for all that moves on a page: frame by frame, second by second, or not at all. */
export class FrameLoop {
  readonly #show: () => void;
  readonly #frame: NextFrame;
  readonly #setTimer: Environment['setTimer'];
  #pace: 'frame' | 'second' | 'still' = 'still';
  #cancel: (() => void) | undefined;

  /** `show` is called in a frame. */
  constructor(show: () => void, frame: NextFrame, setTimer: Environment['setTimer']) {
    this.#show = show;
    this.#frame = frame;
    this.#setTimer = setTimer;
  }

  /** How often from now on. What is waited for already goes on if the pace is the same. */
  keep(pace: 'frame' | 'second' | 'still'): void {
    if (pace === this.#pace && this.#cancel !== undefined) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#pace = pace;
    if (pace === 'frame') this.#ask();
    // Then in a frame all the same: a page that nobody sees waits there, and no timer runs.
    if (pace === 'second') this.#cancel = this.#setTimer(() => this.#ask(), second);
  }

  #ask(): void {
    this.#cancel = this.#frame(() => {
      this.#cancel = undefined;
      this.#show();
    });
  }
}

import type { MetricStore } from '../metrics/metric-store.ts';
import type { AlarmBook } from './alarm-book.ts';

type Minutes = Pick<MetricStore, 'currentMinute' | 'takeObservations'>;
type Evaluated = Pick<AlarmBook, 'begin' | 'evaluate'>;

/** After a sleep of the machine only the newest so many minutes are caught up with. */
const mostBehind = 60;

/**
 * Evaluates the alarms once for each minute, in order, however late it is: a minute that was left out
 * could be the only one that breaches.
 */
export class AlarmClock {
  readonly #store: Minutes;
  readonly #book: Evaluated;
  readonly #minuteMs: number;
  #evaluated: number;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(store: Minutes, book: Evaluated, minuteMs: number) {
    this.#store = store;
    this.#book = book;
    this.#minuteMs = minuteMs;
    this.#evaluated = store.currentMinute - 1;
  }

  start(): void {
    const { currentMinute } = this.#store;
    // The one in which it starts is not whole: it may have less than the others.
    this.#book.begin(currentMinute + 1);
    this.#evaluated = currentMinute - 1;
    this.#schedule();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Twice a minute: in its first half what is over is evaluated, in its second it is measured. */
  #schedule(): void {
    if (this.#isStopped) return;
    const halfMs = this.#minuteMs / 2;
    // Timers fire up to a millisecond early.
    const delayMs = halfMs - (Date.now() % halfMs) + 1;
    this.#timer = setTimeout(() => this.#tick(), delayMs);
    this.#timer.unref();
  }

  #tick(): void {
    const over = this.#store.currentMinute - 1;
    if (over <= this.#evaluated) this.#store.takeObservations();
    this.#evaluated = Math.max(this.#evaluated, over - mostBehind);
    while (this.#evaluated < over) {
      this.#evaluated += 1;
      this.#book.evaluate(this.#evaluated);
    }
    this.#schedule();
  }
}

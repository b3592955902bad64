import type { Clock } from '../clock.ts';
import type { ErrorCategory } from '../wire/error-category.ts';
import type { ChannelName } from '../wire/event.ts';
import type { Counter } from './counts.ts';
import { bucketOf } from './histogram.ts';
import { minuteOf, type Series, type Statistics, type StatisticsStore } from './statistics.ts';

const minuteMs = 60_000;

/** Minutes of series that wait at most, while the store cannot be written; the oldest go first. */
const maxPending = 120;

/** What an accumulator works with. */
export interface AccumulatorOptions {
  readonly store: Pick<StatisticsStore, 'add'>;
  readonly clock: Clock;
  /** Called after a flush that failed, with how many minutes of series wait now. */
  readonly onFailure: (error: unknown, waiting: number) => void;
}

interface PendingMinute {
  readonly series: Series;
  /** Minutes since the Unix epoch. */
  readonly minute: number;
  readonly counts: Map<Counter, number>;
}

/** The counts of one environment, kept until they are added to those of all others. */
export class Accumulator implements Statistics {
  readonly #options: AccumulatorOptions;
  readonly #pending = new Map<string, PendingMinute>();
  #flushing: Promise<void> | undefined;

  constructor(options: AccumulatorOptions) {
    this.#options = options;
  }

  request(series: Series): void {
    this.#count(series, 'requests');
  }

  error(series: Series, category: ErrorCategory): void {
    this.#count(series, `error:${category}`);
  }

  appended(series: ChannelName | 'management', events: number): void {
    if (events > 0) this.#count(series, 'appended', events);
  }

  delivered(series: ChannelName | 'proposals', latencyMs: number, readers = 1): void {
    this.#count(series, `latency:${bucketOf(latencyMs)}`, readers);
  }

  /** One at a time: what is counted during a flush goes with the next. */
  async flush(): Promise<void> {
    if (this.#flushing !== undefined) await this.#flushing;
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    const taken = [...this.#pending.values()];
    this.#pending.clear();
    let failure: { readonly error: unknown } | undefined;
    const adding = taken.map(async pending => {
      const { series, minute, counts } = pending;
      try {
        await this.#options.store.add({ series, minute: minuteOf(minute * minuteMs), counts });
      } catch (error) {
        this.#add(pending);
        failure ??= { error };
      }
    });
    await Promise.all(adding);
    if (failure !== undefined) this.#options.onFailure(failure.error, this.#pending.size);
  }

  #count(series: Series, counter: Counter, count = 1): void {
    const minute = Math.floor(this.#options.clock() / minuteMs);
    this.#add({ series, minute, counts: new Map([[counter, count]]) });
  }

  #add({ series, minute, counts }: PendingMinute): void {
    const key = `${minute} ${series}`;
    const pending = this.#pending.get(key);
    if (pending === undefined) {
      this.#pending.set(key, { series, minute, counts: new Map(counts) });
      if (this.#pending.size > maxPending) this.#forgetOldest();
      return;
    }
    for (const [counter, count] of counts) {
      pending.counts.set(counter, (pending.counts.get(counter) ?? 0) + count);
    }
  }

  #forgetOldest(): void {
    const oldest = [...this.#pending].reduce((a, b) => (b[1].minute < a[1].minute ? b : a));
    this.#pending.delete(oldest[0]);
  }
}

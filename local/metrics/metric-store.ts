import type { HostLog } from '../contract/host-log.ts';
import type { MetricId, MetricRecorder, MetricSample } from '../contract/metrics.ts';
import { Minute } from './minute.ts';
import { isPercentile, statisticOf } from './statistic.ts';

/** How much is kept. */
export interface MetricBounds {
  /** Metrics with each set of dimensions; what comes beyond them is dropped. */
  readonly series: number;
  readonly minutes: number;
  /** Percentiles are of the newest so many minutes. */
  readonly percentileMinutes: number;
}

export const defaultMetricBounds: MetricBounds = {
  series: 2_000,
  minutes: 1_440,
  percentileMinutes: 180,
};

export interface MetricStoreOptions {
  /** What a minute of CloudWatch lasts here, in ms. */
  readonly minuteMs: number;
  readonly log: HostLog;
  readonly bounds?: MetricBounds;
  readonly now?: () => number;
}

/** One metric with one set of dimensions. */
export interface MetricSeries {
  readonly id: MetricId;
  readonly unit: string;
  /** Of all that was recorded since the host started. */
  readonly total: { readonly count: number; readonly sum: number };
}

/** So many minutes, the last of which is `lastMinute`. */
export interface MetricWindow {
  readonly lastMinute: number;
  readonly minutes: number;
  /** @default - whatever the metric has */
  readonly unit?: string | undefined;
}

interface Series extends MetricSeries {
  readonly total: { count: number; sum: number };
  /** By the number of the minute, in the order in which they came: the oldest first, but for what comes late. */
  readonly minutes: Map<number, Minute>;
}

/** The metrics of one host, by minutes: as CloudWatch keeps those without high resolution. */
export class MetricStore implements MetricRecorder {
  readonly #minuteMs: number;
  readonly #log: HostLog;
  readonly #bounds: MetricBounds;
  readonly #now: () => number;
  readonly #series = new Map<string, Series>();
  readonly #observed: (() => readonly MetricSample[])[] = [];
  #isFull = false;

  constructor({ minuteMs, log, bounds = defaultMetricBounds, now = Date.now }: MetricStoreOptions) {
    this.#minuteMs = minuteMs;
    this.#log = log;
    this.#bounds = bounds;
    this.#now = now;
  }

  /** The number of the minute that is not over yet. */
  get currentMinute(): number {
    return Math.floor(this.#now() / this.#minuteMs);
  }

  get series(): readonly MetricSeries[] {
    return [...this.#series.values()];
  }

  record(sample: MetricSample): void {
    const series = this.#seriesOf(sample);
    if (series === undefined) return;
    const minute = this.#minuteOf(series, sample.atMs ?? this.#now());
    if (minute === undefined) return;
    sample.values.forEach((value, index) => {
      const times = sample.counts?.[index] ?? 1;
      minute.add(value, times);
      series.total.count += times;
      series.total.sum += value * times;
    });
  }

  observe(read: () => readonly MetricSample[]): void {
    this.#observed.push(read);
  }

  /** Records what is measured once a minute. */
  takeObservations(): void {
    for (const read of this.#observed) for (const sample of read()) this.record(sample);
  }

  /** Undefined: there were no samples in that window, or none of that unit. */
  statistic(id: MetricId, statistic: string, window: MetricWindow): number | undefined {
    const { lastMinute, minutes, unit } = window;
    const series = this.#series.get(keyOf(id));
    if (series === undefined || (unit !== undefined && unit !== series.unit)) return undefined;
    const together = new Minute();
    // Most statistics do without, and long windows have many.
    if (!isPercentile(statistic)) together.forgetValues();
    for (let number = lastMinute - minutes + 1; number <= lastMinute; number += 1) {
      const minute = series.minutes.get(number);
      if (minute !== undefined) together.merge(minute);
    }
    return statisticOf(together, statistic);
  }

  /** Of the newest minute that has samples; undefined: there is none. */
  latest(id: MetricId, statistic: string): number | undefined {
    const minutes = this.#series.get(keyOf(id))?.minutes ?? new Map<number, Minute>();
    const newest = minutes.get(Math.max(...minutes.keys()));
    return newest && statisticOf(newest, statistic);
  }

  /** Of all minutes that have their single values; undefined: there is none. */
  recent(id: MetricId, statistic: string): number | undefined {
    const lastMinute = this.currentMinute;
    return this.statistic(id, statistic, { lastMinute, minutes: this.#bounds.percentileMinutes });
  }

  #seriesOf(sample: MetricSample): Series | undefined {
    const key = keyOf(sample);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#series.size >= this.#bounds.series) {
      if (!this.#isFull) {
        this.#log.warn(
          `metrics beyond the first ${this.#bounds.series} with their dimensions are dropped here, ${sample.namespace} ${sample.name} the first of them; each costs money on AWS`,
        );
      }
      this.#isFull = true;
      return undefined;
    }
    const { namespace, name, dimensions, unit } = sample;
    const made: Series = {
      id: { namespace, name, dimensions },
      unit,
      total: { count: 0, sum: 0 },
      minutes: new Map(),
    };
    this.#series.set(key, made);
    return made;
  }

  /** Undefined: it is older than what is kept. */
  #minuteOf({ minutes }: Series, atMs: number): Minute | undefined {
    const number = Math.floor(atMs / this.#minuteMs);
    if (number <= this.currentMinute - this.#bounds.minutes) return undefined;
    const known = minutes.get(number);
    if (known !== undefined) return known;
    for (const [old, minute] of minutes) {
      if (old <= number - this.#bounds.minutes) minutes.delete(old);
      else if (old <= number - this.#bounds.percentileMinutes) minute.forgetValues();
      else break;
    }
    const made = new Minute();
    minutes.set(number, made);
    return made;
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

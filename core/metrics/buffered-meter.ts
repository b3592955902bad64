import type { Meter } from './meter.ts';
import {
  type CountName,
  type DimensionOf,
  type MeasureName,
  type Metric,
  type MetricName,
  metrics,
} from './metrics.ts';
import { Reservoir } from './reservoir.ts';

/** What was counted of one value of a dimension, or without any. */
export interface MetricGroup {
  readonly dimension?: { readonly name: string; readonly value: string };
  /** Whether it counts without its dimension, too. */
  readonly total: boolean;
  /** Sums of counts, and values of measures, by the metric's name. */
  readonly values: ReadonlyMap<MetricName, number | readonly number[]>;
}

/** What a buffered meter works with. */
export interface BufferedMeterOptions {
  /** Writes one group; what it throws goes to `onFailure`. */
  readonly write: (group: MetricGroup) => void;
  readonly onFailure: (error: unknown) => void;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
}

interface OpenGroup extends Omit<MetricGroup, 'values'> {
  readonly counts: Map<CountName, number>;
  readonly measures: Map<MeasureName, Reservoir>;
}

/**
 * What one environment counts until its next flush. Its size is bounded by the list of metrics: a group for
 * each value of a dimension, in it a number for each count and some values for each measure.
 */
export class BufferedMeter implements Meter {
  readonly #options: BufferedMeterOptions;
  readonly #groups = new Map<string, OpenGroup>();

  constructor(options: BufferedMeterOptions) {
    this.#options = options;
  }

  count<Name extends CountName>(name: Name, dimension: DimensionOf<Name>, times = 1): void {
    if (!(times > 0) || !Number.isFinite(times)) return;
    const { counts } = this.#groupOf(name, dimension);
    counts.set(name, (counts.get(name) ?? 0) + times);
  }

  measure<Name extends MeasureName>(
    name: Name,
    dimension: DimensionOf<Name>,
    durationMs: number,
  ): void {
    // JSON has no other numbers, and a line with a `null` in it counts nothing at all.
    if (!Number.isFinite(durationMs)) return;
    const { measures } = this.#groupOf(name, dimension);
    const reservoir = measures.get(name) ?? new Reservoir(this.#options.random);
    measures.set(name, reservoir);
    reservoir.add(Math.max(durationMs, 0));
  }

  flush(): void {
    const taken = [...this.#groups.values()];
    this.#groups.clear();
    for (const { counts, measures, ...group } of taken) {
      try {
        this.#options.write({ ...group, values: valuesOf(counts, measures) });
      } catch (error) {
        this.#options.onFailure(error);
      }
    }
  }

  /** Metrics of one group have their dimension in common, and whether they count without it. */
  #groupOf(name: MetricName, dimension: object): OpenGroup {
    const { total = false }: Metric = metrics[name];
    const [entry]: readonly (readonly [string, string])[] = Object.entries(dimension);
    const key = entry === undefined ? '' : `${total} ${entry[0]} ${entry[1]}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group: OpenGroup = {
      ...(entry === undefined ? {} : { dimension: { name: entry[0], value: entry[1] } }),
      ...{ total, counts: new Map(), measures: new Map() },
    };
    this.#groups.set(key, group);
    return group;
  }
}

function valuesOf(
  counts: OpenGroup['counts'],
  measures: OpenGroup['measures'],
): MetricGroup['values'] {
  const values = new Map<MetricName, number | readonly number[]>(counts);
  for (const [name, reservoir] of measures) values.set(name, reservoir.values);
  return values;
}

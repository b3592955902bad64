import type { CountName, DimensionOf, MeasureName } from './metrics.ts';

/**
 * Counts and measures what the list of metrics has, and nothing else: a name or a value of a dimension that
 * is not there does not compile. Never throws: nothing fails because it could not be counted.
 */
export interface Meter {
  /** Adds to a count. @default 1 */
  count<Name extends CountName>(name: Name, dimension: DimensionOf<Name>, times?: number): void;
  /**
   * Adds a duration in milliseconds. Clocks differ: one below 0 counts as 0, for CloudWatch has no percentiles
   * of a metric with a negative value.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
   */
  measure<Name extends MeasureName>(
    name: Name,
    dimension: DimensionOf<Name>,
    durationMs: number,
  ): void;
  /** Writes what was counted since the last time, if anything. */
  flush(): void;
}

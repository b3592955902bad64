import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metrics } from '../../../core/metrics/metrics.ts';

/** The values of the dimension of a metric; of one without there are none. */
export type DimensionValue<Name extends MetricName> = (typeof metrics)[Name] extends {
  readonly dimension: { readonly values: readonly (infer Value extends string)[] };
}
  ? Value
  : never;

/** How a metric of our own is read. */
export interface OwnMetricProps<Name extends MetricName> {
  /** As CloudWatch names it: `Sum`, `Maximum`, `p99`. */
  readonly statistic: string;
  /** @default 1 */
  readonly periodMinutes?: number;
  /** Of its dimension. @default - all of them together, of a metric that has that */
  readonly value?: DimensionValue<Name>;
}

/** What the list knows of any metric. */
interface Listed {
  readonly says: string;
  readonly dimension?: { readonly name: string };
  readonly total?: boolean;
}

/**
 * A metric of the one list, in the namespace of its stack.
 *
 * @throws when it is asked for without a value and the list has no total of it
 */
export function ownMetric<Name extends MetricName>(
  namespace: string,
  name: Name,
  { statistic, periodMinutes = 1, value }: OwnMetricProps<Name>,
): Metric {
  const { dimension, total = false }: Listed = metrics[name];
  if (dimension !== undefined && value === undefined && !total) {
    throw new Error(
      `${name}: received no ${dimension.name}, expected one, for the list of metrics has no total of it`,
    );
  }
  return new Metric({
    namespace,
    metricName: name,
    statistic,
    period: Duration.minutes(periodMinutes),
    ...(dimension !== undefined &&
      value !== undefined && { dimensionsMap: { [dimension.name]: value } }),
  });
}

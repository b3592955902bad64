import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/** Those of Lambda's own that are read here, whether of a function, or of all of the account. */
export type LambdaMetricName =
  | 'ConcurrentExecutions'
  | 'Duration'
  | 'Errors'
  | 'Invocations'
  | 'IteratorAge'
  | 'Throttles'
  | 'Url5xxCount'
  | 'UrlRequestCount';

/**
 * A metric of Lambda's, by the minute: of one function, or of all of the account and region.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function lambdaMetric(
  metricName: LambdaMetricName,
  statistic: string,
  of?: IFunction,
): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    statistic,
    period: Duration.minutes(1),
    ...(of && { dimensionsMap: { FunctionName: of.functionName } }),
  });
}

import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmRow } from './alarm-row.ts';
import { lambdaMetric } from './lambda-metric.ts';
import type { Watched, WatchedStream } from './watched.ts';

/** Events are there within two seconds; a minute is no spike. */
const lateMs = 60_000;

/** Those of functions that read streams of tables. */
export function streamAlarms({ streams }: Watched): readonly AlarmRow[] {
  const consumers = [...new Set(streams.map(({ consumer }) => consumer))];
  const late = consumers.map(
    (consumer): AlarmRow => ({
      name: `${consumer.title}Late`,
      section: 'Late streams',
      means: `${consumer.title} reads changes of tables more than a minute after they were written.`,
      metric: lambdaMetric('IteratorAge', 'Maximum', consumer),
      is: 'above',
      threshold: lateMs,
      periods: 3,
    }),
  );
  return [...late, ...streams.map(givenUp)];
}

/**
 * Its records were too old: those that are kept wait for a redrive, the others are gone. Where they should
 * be kept and the bucket takes none they are dropped as well, and that is the worst of all.
 */
function givenUp({ title, consumer, mapping }: WatchedStream): AlarmRow {
  const { keepsFailures } = mapping;
  const eventCount = (metricName: string) =>
    new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      statistic: 'Sum',
      period: Duration.minutes(1),
      dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
    });
  const dropped = eventCount('DroppedEventCount');
  return {
    name: `${title}GivenUp`,
    section: 'Batches given up',
    means: keepsFailures
      ? `${consumer.title} failed at changes until they were too old; they are kept in the bucket of failed batches, or lost where it took none.`
      : `${consumer.title} failed at changes until they were too old; they are dropped, and clients catch up by themselves.`,
    metric: keepsFailures
      ? new MathExpression({
          expression: 'SUM([kept, dropped])',
          label: 'given up',
          usingMetrics: { kept: eventCount('OnFailureDestinationDeliveredEventCount'), dropped },
          period: Duration.minutes(1),
        })
      : dropped,
    is: 'above',
    threshold: 0,
  };
}

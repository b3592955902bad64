import type { MetricRecorder } from '../../contract/metrics.ts';
import type { StreamRecord } from '../../contract/stream-record.ts';

/** docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics */
type EventCount =
  | 'InvokedEventCount'
  | 'FailedInvokeEventCount'
  | 'OnFailureDestinationDeliveredEventCount'
  | 'DroppedEventCount'
  | 'DeletedEventCount';

export interface MeasuredMapping {
  /** By which its own metrics know it. */
  readonly mappingId: string;
  readonly functionArn: string;
  /** Whether it counts its events, as `MetricsConfig` says. */
  readonly countsEvents: boolean;
}

/** What one event source mapping counts. */
export interface MappingMetrics {
  /** Of records that were handed to the function at that time. */
  iteratorAge(records: readonly StreamRecord[], sentAtMs: number): void;
  count(name: EventCount, events: number): void;
}

export function mappingMetrics(
  { mappingId, functionArn, countsEvents }: MeasuredMapping,
  metrics: MetricRecorder,
): MappingMetrics {
  const namespace = 'AWS/Lambda';
  const FunctionName = functionArn.split(':').at(-1) ?? functionArn;
  return {
    iteratorAge(records, sentAtMs) {
      const createdSec = records.at(-1)?.dynamodb.ApproximateCreationDateTime;
      if (createdSec === undefined) return;
      metrics.record({
        namespace,
        name: 'IteratorAge',
        dimensions: { FunctionName },
        unit: 'Milliseconds',
        values: [Math.max(0, sentAtMs - createdSec * 1_000)],
      });
    },
    count(name, events) {
      if (!countsEvents || events === 0) return;
      metrics.record({
        namespace,
        name,
        dimensions: { EventSourceMappingUUID: mappingId },
        unit: 'Count',
        values: [events],
      });
    },
  };
}

import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { RealtimeTable } from '../realtime-table.ts';
import type { AlarmRow } from './alarm-row.ts';
import type { Watched } from './watched.ts';

/**
 * Reads or writes that DynamoDB throttled, by the minute.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function throttleMetric(
  { tableName }: RealtimeTable,
  metricName: 'ReadThrottleEvents' | 'WriteThrottleEvents',
  index?: string,
): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    statistic: 'Sum',
    period: Duration.minutes(1),
    dimensionsMap: {
      TableName: tableName,
      ...(index !== undefined && { GlobalSecondaryIndexName: index }),
    },
  });
}

/**
 * Those of the tables that everything goes through. Of a table that backends write they get the error
 * themselves, and what is added to Statistics or Audit waits.
 */
export function tableAlarms({ ownTables, proposals }: Watched): readonly AlarmRow[] {
  const { eventLog, connections, limits } = ownTables;
  return [
    rowOf('EventLog', eventLog),
    rowOf('Connections', connections, 'byChannel'),
    rowOf('Limits', limits),
    rowOf('Proposals', proposals, 'byStatus'),
  ];
}

/**
 * What DynamoDB counts of an index is not in what it counts of the table. Each index is read on an account of
 * its own. Written it is with the table, whose writes it holds back: that one alone is looked at which has so
 * few keys that one can take more than a partition gives.
 */
function rowOf(title: string, table: RealtimeTable, indexOfFewKeys?: string): AlarmRow {
  const indexReads = table.indexNames.map(
    index => [`${index}Reads`, throttleMetric(table, 'ReadThrottleEvents', index)] as const,
  );
  const usingMetrics = {
    reads: throttleMetric(table, 'ReadThrottleEvents'),
    writes: throttleMetric(table, 'WriteThrottleEvents'),
    ...Object.fromEntries(indexReads),
    ...(indexOfFewKeys !== undefined && {
      [`${indexOfFewKeys}Writes`]: throttleMetric(table, 'WriteThrottleEvents', indexOfFewKeys),
    }),
  };
  return {
    name: `${title}Throttled`,
    section: 'Throttled tables',
    means: `DynamoDB throttles reads or writes of the table ${title} or of an index of it, in three of five minutes.`,
    metric: new MathExpression({
      expression: `SUM([${Object.keys(usingMetrics).join(', ')}])`,
      label: 'throttled',
      usingMetrics,
      period: Duration.minutes(1),
    }),
    is: 'above',
    threshold: 0,
    periods: 3,
    outOf: 5,
  };
}

import type { AlarmActions, MetricAlarm } from '../../alarms/alarm-definition.ts';
import type { Monitoring } from '../../alarms/monitoring.ts';
import type { Topics } from '../../alarms/topics.ts';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import { defaultMetricBounds } from '../../metrics/metric-store.ts';
import { isPercentile } from '../../metrics/statistic.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { type AlarmProperties, alarmProperties } from './alarm-properties.ts';
import { alarmSource, queriesOf } from './alarm-source.ts';

/** `AWS::CloudWatch::Alarm`, evaluated once a minute over the metrics of this host. */
export const alarmKind = ({ alarms, topics }: Monitoring): ResourceKind =>
  resourceKind({
    type: 'AWS::CloudWatch::Alarm',
    properties: alarmProperties,
    ignored: {
      EvaluateLowSampleCountPercentile: 'a percentile is of whatever samples there are',
      'Metrics.Label': 'it is a label',
      Tags: 'nothing reads them here',
    },
    create: (properties, { logicalId }, host) =>
      blaming(logicalId, () => {
        const alarm = metricAlarm(properties, logicalId, host, topics);
        alarms.add(alarm);
        return runningAlarm(alarm);
      }),
  });

/** Whatever is wrong with an alarm, the resource is named. */
export function blaming<Result>(logicalId: string, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    throw new Error(`${logicalId}: ${(error as Error).message}`, { cause: error });
  }
}

export const runningAlarm = ({ name, arn }: { name: string; arn: string }): RunningResource => ({
  ref: name,
  attributes: { Arn: arn },
});

/** Name and ARN of an alarm of either kind. */
export function alarmIdentity(
  name: string | undefined,
  logicalId: DeclaredResource['logicalId'],
  { stackName, region, accountId }: Host,
): { readonly name: string; readonly arn: string } {
  const known = name ?? `${stackName}-${logicalId}`;
  return { name: known, arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${known}` };
}

/** @throws Error on an action that is no topic of the template. */
export function alarmActions(
  properties: Pick<
    AlarmProperties,
    'ActionsEnabled' | 'AlarmActions' | 'InsufficientDataActions' | 'OKActions'
  >,
  topics: Topics,
): AlarmActions {
  const { AlarmActions: ALARM, OKActions: OK } = properties;
  const { InsufficientDataActions: INSUFFICIENT_DATA } = properties;
  const other = [...ALARM, ...OK, ...INSUFFICIENT_DATA].find(arn => !topics.has(arn));
  if (other !== undefined) {
    throw new Error(`expected actions that are topics of this template; received ${other}`);
  }
  return { isEnabled: properties.ActionsEnabled, ALARM, OK, INSUFFICIENT_DATA };
}

function metricAlarm(
  properties: AlarmProperties,
  logicalId: string,
  host: Host,
  topics: Topics,
): MetricAlarm {
  const source = alarmSource(properties);
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = properties;
  if (DatapointsToAlarm > EvaluationPeriods) {
    throw new Error(
      `expected DatapointsToAlarm of at most EvaluationPeriods, ${EvaluationPeriods}; received ${DatapointsToAlarm}`,
    );
  }
  for (const { statistic, periodMinutes } of queriesOf(source)) {
    const { minutes, percentileMinutes } = defaultMetricBounds;
    const most = isPercentile(statistic) ? percentileMinutes : minutes;
    if (periodMinutes * EvaluationPeriods <= most) continue;
    throw new Error(
      `expected at most ${most} minutes of ${statistic}, which is what the local host keeps; received ${EvaluationPeriods} periods of ${periodMinutes}`,
    );
  }
  return {
    kind: 'metric',
    ...alarmIdentity(properties.AlarmName, logicalId, host),
    description: properties.AlarmDescription,
    actions: alarmActions(properties, topics),
    source,
    comparison: properties.ComparisonOperator,
    threshold: properties.Threshold,
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm,
    missingData: properties.TreatMissingData ?? defaultMissingData(source),
  };
}

/**
 * Metrics of DynamoDB are ignored where they are missing, unless the alarm says otherwise:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const defaultMissingData = (source: MetricAlarm['source']): MetricAlarm['missingData'] =>
  queriesOf(source).some(({ metric }) => metric.namespace === 'AWS/DynamoDB')
    ? 'ignore'
    : 'missing';

import type { StateChange } from './alarm-book.ts';
import type { AlarmDefinition, MetricAlarm } from './alarm-definition.ts';

/** Where an alarm is. */
export interface AlarmPlace {
  readonly region: string;
  readonly accountId: string;
}

/** What CloudWatch publishes of a change: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
export function alarmMessage(
  alarm: AlarmDefinition,
  change: StateChange,
  { region, accountId }: AlarmPlace,
): { readonly subject: string; readonly message: Readonly<Record<string, unknown>> } {
  const { name, arn, description, actions } = alarm;
  return {
    subject: `${change.to}: "${name}" in ${region}`,
    message: {
      AlarmName: name,
      AlarmDescription: description ?? null,
      AWSAccountId: accountId,
      NewStateValue: change.to,
      NewStateReason: change.reason,
      StateChangeTime: change.at,
      Region: region,
      AlarmArn: arn,
      OldStateValue: change.from,
      OKActions: actions.OK,
      AlarmActions: actions.ALARM,
      InsufficientDataActions: actions.INSUFFICIENT_DATA,
      ...(alarm.kind === 'metric' ? { Trigger: triggerOf(alarm) } : { AlarmRule: alarm.rule }),
    },
  };
}

function triggerOf({ source, ...alarm }: MetricAlarm): Readonly<Record<string, unknown>> {
  const rule = {
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.missingData,
  };
  if (source.kind === 'expressions') {
    const Metrics = Object.entries(source.expressions).map(([Id, Expression]) => ({
      Id,
      Expression,
      ReturnData: Id === source.returned,
    }));
    return { Period: source.periodMinutes * 60, ...rule, Metrics };
  }
  const { metric, statistic, periodMinutes } = source.query;
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    Statistic: statistic,
    Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ name, value })),
    Period: periodMinutes * 60,
    ...rule,
  };
}

import type { Template } from 'aws-cdk-lib/assertions';

/** What a template says of an alarm. */
export interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly ActionsEnabled?: boolean;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Dimensions?: readonly Dimension[];
  readonly Metrics?: readonly MetricQuery[];
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly DatapointsToAlarm: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
}

export interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly Dimension[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

/** A metric that is read. */
export interface ReadMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
  readonly statistic: string;
  readonly periodSeconds: number;
}

/** The alarms of a template that watch metrics, by their name without that of the stack. */
export function alarmsOf(template: Template): ReadonlyMap<string, AlarmProperties> {
  return new Map(
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
      shortName(Properties.AlarmName),
      Properties as AlarmProperties,
    ]),
  );
}

/** `ChangeFanOutLate` of `GalloBetsRealtime-staging-ChangeFanOutLate`. */
export function shortName(alarmName: string): string {
  return alarmName.slice(alarmName.lastIndexOf('-') + 1);
}

/** What an alarm reads, by itself or in its expression. */
export function metricsOf(alarm: AlarmProperties): readonly ReadMetric[] {
  const { Namespace, MetricName, Dimensions = [], Statistic, ExtendedStatistic, Period } = alarm;
  if (Namespace !== undefined && MetricName !== undefined) {
    return [
      {
        namespace: Namespace,
        metricName: MetricName,
        dimensions: Dimensions,
        statistic: Statistic ?? ExtendedStatistic ?? '',
        periodSeconds: Period ?? 0,
      },
    ];
  }
  return (alarm.Metrics ?? []).flatMap(({ MetricStat }) =>
    MetricStat === undefined
      ? []
      : [
          {
            namespace: MetricStat.Metric.Namespace,
            metricName: MetricStat.Metric.MetricName,
            dimensions: MetricStat.Metric.Dimensions ?? [],
            statistic: MetricStat.Stat,
            periodSeconds: MetricStat.Period,
          },
        ],
  );
}

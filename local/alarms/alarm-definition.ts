import type { MetricId } from '../contract/metrics.ts';

/** How points without data count: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export const comparisons = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export type Comparison = (typeof comparisons)[number];

/** A statistic of CloudWatch: "Sum", "Average", "Minimum", "Maximum", "SampleCount", "p99". */
export type Statistic = string;

/** What is fetched: a metric, by minutes of its statistic. */
export interface MetricQuery {
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly periodMinutes: number;
  /** A metric of another unit has no values for this query. @default - whatever the metric has */
  readonly unit?: string | undefined;
}

/** What an alarm looks at: one metric, or what an expression makes of several. */
export type AlarmSource =
  | { readonly kind: 'metric'; readonly query: MetricQuery }
  | {
      readonly kind: 'expressions';
      /** By id; an expression names other ids. */
      readonly queries: Readonly<Record<string, MetricQuery>>;
      readonly expressions: Readonly<Record<string, string>>;
      /** The id whose values are compared. */
      readonly returned: string;
      readonly periodMinutes: number;
    };

/** Whom a change of state is sent to, by ARN. */
export interface AlarmActions {
  readonly isEnabled: boolean;
  readonly ALARM: readonly string[];
  readonly OK: readonly string[];
  readonly INSUFFICIENT_DATA: readonly string[];
}

interface AnyAlarm {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly actions: AlarmActions;
}

/** An alarm over a metric, as a template says it. */
export interface MetricAlarm extends AnyAlarm {
  readonly kind: 'metric';
  readonly source: AlarmSource;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** An alarm over the states of others. */
export interface CompositeAlarm extends AnyAlarm {
  readonly kind: 'composite';
  /** `ALARM("one") AND NOT OK("other")`. */
  readonly rule: string;
}

export type AlarmDefinition = MetricAlarm | CompositeAlarm;

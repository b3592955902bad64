import { z } from 'zod';
import { comparisons } from '../../alarms/alarm-definition.ts';
import { isKnownStatistic, knownStatistics } from '../../metrics/statistic.ts';

/** A whole number of the template, which may stand there as text. */
const whole = (least: number, most: number) => {
  const expected = `expected an integer from ${least} to ${most}`;
  return z.coerce.number(expected).int(expected).min(least, expected).max(most, expected);
};

const statistic = z
  .string()
  .refine(isKnownStatistic, `expected ${knownStatistics}, the statistics that are known here`);

/** In seconds; 10, 20 and 30, which CloudWatch takes for metrics of high resolution, are no whole minutes. */
const period = whole(60, 86_400).refine(
  seconds => seconds % 60 === 0,
  'expected a multiple of 60, for the local host keeps minutes',
);

const dimensions = z
  .array(z.object({ Name: z.string().min(1), Value: z.string().min(1) }))
  .max(30, 'expected at most 30')
  .default([]);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
const metricDataQuery = z.object({
  Id: z
    .string()
    .regex(/^[a-z]\w*$/, 'expected a lower-case letter, then letters, digits or underscores'),
  Expression: z.string().optional(),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: period,
      Stat: statistic,
      Unit: z.string().optional(),
    })
    .optional(),
  Period: period.optional(),
  ReturnData: z.boolean().default(true),
});

export type MetricDataQuery = z.output<typeof metricDataQuery>;

/** At most five: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const actions = z.array(z.string()).max(5, 'expected at most 5').default([]);

/** What every alarm may say, whatever it looks at. */
export const anyAlarmProperties = {
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: actions,
  AlarmDescription: z.string().max(1_024, 'expected at most 1024 characters').optional(),
  AlarmName: z.string().min(1).max(255, 'expected at most 255 characters').optional(),
  InsufficientDataActions: actions,
  OKActions: actions,
};

export const alarmProperties = z.object({
  ...anyAlarmProperties,
  ComparisonOperator: z.enum(
    comparisons,
    `expected one of ${comparisons.join(', ')}: the local host detects no anomalies`,
  ),
  DatapointsToAlarm: whole(1, 1_440).optional(),
  Dimensions: dimensions,
  EvaluationPeriods: whole(1, 1_440),
  ExtendedStatistic: statistic.optional(),
  MetricName: z.string().optional(),
  Metrics: z.array(metricDataQuery).max(20, 'expected at most 20').default([]),
  Namespace: z.string().optional(),
  Period: period.optional(),
  Statistic: statistic.optional(),
  Threshold: z.coerce.number('expected a number'),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).optional(),
  Unit: z.string().optional(),
});

export type AlarmProperties = z.output<typeof alarmProperties>;

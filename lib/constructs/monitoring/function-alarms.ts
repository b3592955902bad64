import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRule } from 'aws-cdk-lib/aws-events';
import type { RealtimeFunction } from '../realtime-function.ts';
import type { AlarmRow } from './alarm-row.ts';
import { lambdaMetric } from './lambda-metric.ts';
import { ownMetric } from './own-metric.ts';
import type { Watched, WatchedSweeper } from './watched.ts';

/** What most accounts have. */
const usualConcurrency = 1_000;
const nearQuota = 0.8;

/** Once is repeated by whoever invoked it; what goes on is a defect. */
const goesOn = { is: 'above', threshold: 0, periods: 3, outOf: 5 } as const;

/**
 * The daily one has three attempts, the last of which begins five minutes after the first where each runs into
 * its timeout: too seldom for three of five minutes. Once is repeated, three times is all.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const daily = { is: 'above', threshold: 2 } as const;
const dailyMinutes = 15;

/** Those of functions, whatever invokes them. */
export function functionAlarms(watched: Watched): readonly AlarmRow[] {
  const { functions, sweepers, accountConcurrency = usualConcurrency } = watched;
  return [
    ...functions.map(errorsOf),
    {
      name: 'FunctionsThrottled',
      section: 'Throttled functions',
      means: 'Lambda refuses to run functions of the account, in three of five minutes.',
      metric: lambdaMetric('Throttles', 'Sum'),
      ...goesOn,
    },
    {
      name: 'ConcurrencyNearQuota',
      section: 'Concurrency near the quota',
      means: `The account runs more than ${nearQuota * 100} % of the ${accountConcurrency} functions at once that it may, for three minutes.`,
      metric: lambdaMetric('ConcurrentExecutions', 'Maximum'),
      is: 'above',
      // Of an account of one, the one that runs is no alarm.
      threshold: Math.max(1, Math.floor(nearQuota * accountConcurrency)),
      periods: 3,
    },
    ...sweepers.map(silentAlarm),
    ...requestAlarms(watched),
  ];
}

/** Of a sweeper that a stream invokes too, runs do not say that its rule is there. */
function silentAlarm({ sweeper, rule, isByRuleAlone }: WatchedSweeper): AlarmRow {
  const runs = lambdaMetric('Invocations', 'Sum', sweeper);
  return {
    name: `${sweeper.title}Silent`,
    section: 'Silent schedules',
    means: isByRuleAlone
      ? `${sweeper.title}, which runs every minute, did not run for five.`
      : `${sweeper.title}, which runs every minute, did not run for five, or was invoked by writes alone.`,
    metric: isByRuleAlone ? runs : bothIn(ruleMetric(rule), runs),
    is: 'below',
    threshold: 1,
    periods: 5,
    silence: 'broken',
  };
}

/** How often EventBridge invoked what a rule is for, by the minute; without an invocation there is no value. */
function ruleMetric({ ruleName }: IRule): Metric {
  return new Metric({
    namespace: 'AWS/Events',
    metricName: 'Invocations',
    statistic: 'Sum',
    period: Duration.minutes(1),
    dimensionsMap: { RuleName: ruleName },
  });
}

/** A product has a value only where both have one. */
function bothIn(scheduled: Metric, runs: Metric): MathExpression {
  return new MathExpression({
    expression: 'scheduled * runs',
    label: 'scheduled and run',
    usingMetrics: { scheduled, runs },
    period: Duration.minutes(1),
  });
}

function errorsOf(each: RealtimeFunction<object>): AlarmRow {
  const what = `${each.title} throws, times out or does not start`;
  const metric = lambdaMetric('Errors', 'Sum', each);
  const named = { name: `${each.title}Errors`, section: 'Failing functions' } as const;
  if (each.title !== 'LogMarker') {
    return { ...named, means: `${what}, in three of five minutes.`, metric, ...goesOn };
  }
  const period = Duration.minutes(dailyMinutes);
  return {
    ...named,
    means: `${what}, three times in a row.`,
    metric: metric.with({ period }),
    ...daily,
  };
}

/** Answered with a defect of ours: behind a URL, or within a stream or a message of a socket. */
function requestAlarms({ functions, namespace }: Watched): readonly AlarmRow[] {
  const behindUrl = (title: string) => (each: RealtimeFunction<object>) => each.title === title;
  return [
    ...['Management', 'Dashboard'].flatMap(title =>
      functions.filter(behindUrl(title)).map(
        (each): AlarmRow => ({
          name: `${title}Failing`,
          section: 'Failing requests',
          means: `${title} answers requests with 5xx, in three of five minutes.`,
          metric: lambdaMetric('Url5xxCount', 'Sum', each),
          ...goesOn,
        }),
      ),
    ),
    {
      name: 'ServerRefusals',
      section: 'Failing requests',
      means:
        'Streams, messages of sockets, requests or batches of changes fail for a reason of ours, in three of five minutes.',
      metric: ownMetric(namespace, 'Refusals', { statistic: 'Sum', value: 'SERVER' }),
      ...goesOn,
    },
  ];
}

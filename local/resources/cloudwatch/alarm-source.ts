import type { AlarmSource, MetricQuery } from '../../alarms/alarm-definition.ts';
import type { AlarmProperties, MetricDataQuery } from './alarm-properties.ts';

type Dimensions = AlarmProperties['Dimensions'];

/** docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html */
const mostMetrics = 10;

const byName = (dimensions: Dimensions): Record<string, string> =>
  Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

/**
 * What an alarm looks at: a metric of its own properties, or the one of `Metrics` that returns data.
 *
 * @throws Error where CloudWatch refuses, or the host does not know it.
 */
export function alarmSource(properties: AlarmProperties): AlarmSource {
  const { Metrics, MetricName, Namespace, Statistic, ExtendedStatistic, Period } = properties;
  if (Metrics.length > 0) {
    if (MetricName !== undefined) throw new Error('expected either MetricName or Metrics');
    return sourceOfQueries(Metrics);
  }
  const statistic = Statistic ?? ExtendedStatistic;
  if (MetricName === undefined || Namespace === undefined || Period === undefined) {
    throw new Error('expected MetricName, Namespace and Period, or Metrics');
  }
  if (statistic === undefined || (Statistic !== undefined && ExtendedStatistic !== undefined)) {
    throw new Error('expected either Statistic or ExtendedStatistic');
  }
  return {
    kind: 'metric',
    query: {
      metric: {
        namespace: Namespace,
        name: MetricName,
        dimensions: byName(properties.Dimensions),
      },
      statistic,
      periodMinutes: Period / 60,
      unit: properties.Unit,
    },
  };
}

function sourceOfQueries(all: readonly MetricDataQuery[]): AlarmSource {
  const queries: Record<string, MetricQuery> = {};
  const expressions: Record<string, string> = {};
  for (const { Id, Expression, MetricStat } of all) {
    if (Object.hasOwn(queries, Id) || Object.hasOwn(expressions, Id)) {
      throw new Error(`expected the id ${Id} once`);
    }
    if ((Expression === undefined) === (MetricStat === undefined)) {
      throw new Error(`${Id}: expected either Expression or MetricStat`);
    }
    if (Expression !== undefined) expressions[Id] = Expression;
    if (MetricStat === undefined) continue;
    const { Metric, Period, Stat, Unit } = MetricStat;
    queries[Id] = {
      metric: {
        namespace: Metric.Namespace,
        name: Metric.MetricName,
        dimensions: byName(Metric.Dimensions),
      },
      statistic: Stat,
      periodMinutes: Period / 60,
      unit: Unit,
    };
  }
  const metrics = Object.keys(queries).length;
  if (metrics > mostMetrics) {
    throw new Error(`expected at most ${mostMetrics} metrics in one alarm; received ${metrics}`);
  }
  const returned = all.filter(({ ReturnData }) => ReturnData).map(({ Id }) => Id);
  const [only] = returned;
  if (only === undefined || returned.length > 1) {
    throw new Error(`expected one of Metrics to return data; received ${returned.join(', ')}`);
  }
  const periods = new Set(Object.values(queries).map(({ periodMinutes }) => periodMinutes));
  const [periodMinutes] = periods;
  if (periodMinutes === undefined || periods.size > 1) {
    throw new Error('expected metrics of one period');
  }
  return { kind: 'expressions', queries, expressions, returned: only, periodMinutes };
}

/** Every metric that it fetches. */
export const queriesOf = (source: AlarmSource): readonly MetricQuery[] =>
  source.kind === 'metric' ? [source.query] : Object.values(source.queries);

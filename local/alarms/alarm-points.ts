import type { MetricStore } from '../metrics/metric-store.ts';
import type { AlarmSource, MetricQuery } from './alarm-definition.ts';
import type { MathScope } from './math-functions.ts';
import { type MathValue, type Point, pointsOf, series } from './math-values.ts';
import { type MathExpression, readExpression } from './metric-math.ts';

/** Gives the points of an alarm up to a minute, the newest last. */
export type AlarmPoints = (store: MetricStore, lastMinute: number) => readonly Point[];

/**
 * Reads what an alarm looks at. Windows slide: each point is of the last so many minutes before the next
 * one's (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html).
 *
 * @param range how many points are wanted
 * @throws Error on an expression that cannot be read, or gives no values by time.
 */
export function alarmPoints(source: AlarmSource, range: number): AlarmPoints {
  if (source.kind === 'metric') {
    return (store, lastMinute) => queryPoints(source.query, range, store, lastMinute);
  }
  const { queries, returned, periodMinutes } = source;
  const expressions = new Map(
    Object.entries(source.expressions).map(([id, text]) => [id, readExpression(text)]),
  );
  const evaluated = (metrics: MathScope['metrics']): readonly Point[] =>
    pointsOf(valueOfId(returned, { metrics, periodSeconds: periodMinutes * 60 }, expressions));
  // Unknown ids, circles and wrong arguments show without any data.
  const nothing = Array.from({ length: range }, () => undefined);
  evaluated(Object.fromEntries(Object.keys(queries).map(id => [id, nothing])));
  return (store, lastMinute) =>
    evaluated(
      Object.fromEntries(
        Object.entries(queries).map(([id, query]) => [
          id,
          queryPoints(query, range, store, lastMinute),
        ]),
      ),
    );
}

function queryPoints(
  { metric, statistic, periodMinutes, unit }: MetricQuery,
  range: number,
  store: MetricStore,
  lastMinute: number,
): readonly Point[] {
  return Array.from({ length: range }, (_, index) =>
    store.statistic(metric, statistic, {
      lastMinute: lastMinute - (range - 1 - index) * periodMinutes,
      minutes: periodMinutes,
      unit,
    }),
  );
}

function valueOfId(
  id: string,
  facts: Pick<MathScope, 'metrics' | 'periodSeconds'>,
  expressions: ReadonlyMap<string, MathExpression>,
  within: readonly string[] = [],
): MathValue {
  const points = Object.hasOwn(facts.metrics, id) ? facts.metrics[id] : undefined;
  if (points !== undefined) return series(points);
  const expression = expressions.get(id);
  if (expression === undefined) throw new Error(`no metric or expression has the id ${id}`);
  if (within.includes(id)) throw new Error(`the expression ${id} depends on itself`);
  return expression({
    ...facts,
    valueOf: other => valueOfId(other, facts, expressions, [...within, id]),
  });
}

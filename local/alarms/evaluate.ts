import type { Comparison, MetricAlarm } from './alarm-definition.ts';
import type { Point } from './math-values.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What an evaluation says, and why. */
export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
}

/**
 * How many points more than `evaluationPeriods` are looked at, so that missing ones can be done without.
 * AWS says that it depends and gives an example of two, which is what this host takes.
 */
const morePoints = 2;

/** How many points an evaluation looks at. */
export const evaluationRange = (evaluationPeriods: number): number =>
  evaluationPeriods + morePoints;

const breaches: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** What of an alarm decides about points. */
export type EvaluationRule = Pick<
  MetricAlarm,
  'comparison' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'missingData'
>;

/**
 * Decides as CloudWatch does: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 *
 * @param points those of the evaluation range, the newest last
 * @returns undefined: the state stays what it is
 */
export function evaluate(points: readonly Point[], rule: EvaluationRule): Verdict | undefined {
  const { evaluationPeriods, datapointsToAlarm, missingData } = rule;
  const isBreaching = (value: number): boolean => breaches[rule.comparison](value, rule.threshold);
  const real = points.filter(point => point !== undefined);
  const newest = real.slice(-evaluationPeriods);
  const breaching = newest.filter(isBreaching).length;
  const say = (state: AlarmState): Verdict => ({
    state,
    reason: reasonOf(judged(points, evaluationPeriods), rule, breaching),
  });
  if (breaching >= datapointsToAlarm) return say('ALARM');
  const missing = evaluationPeriods - newest.length;
  if (missing === 0 || missingData === 'notBreaching') return say('OK');
  if (missingData === 'breaching') {
    return say(breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK');
  }
  if (real.length === 0) return missingData === 'ignore' ? undefined : say('INSUFFICIENT_DATA');
  if (breaching < real.length) return say('OK');
  // All that there is breaches, but it is too little: "Avoiding premature transitions to alarm state".
  if (missingData === 'ignore') return undefined;
  const oldest = points.length - points.findIndex(point => point !== undefined);
  return say(oldest >= datapointsToAlarm ? 'ALARM' : 'OK');
}

const comparisonWords: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'at or above',
  GreaterThanThreshold: 'above',
  LessThanThreshold: 'below',
  LessThanOrEqualToThreshold: 'at or below',
};

/** The newest ones, from the first on that was taken into account: where some are missing, older ones are. */
function judged(points: readonly Point[], evaluationPeriods: number): readonly Point[] {
  const measured = points.flatMap((point, at) => (point === undefined ? [] : [at]));
  const first = measured.at(-evaluationPeriods) ?? measured[0] ?? points.length;
  return points.slice(Math.min(first, points.length - evaluationPeriods));
}

function reasonOf(points: readonly Point[], rule: EvaluationRule, breaching: number): string {
  const { evaluationPeriods, datapointsToAlarm, comparison, threshold, missingData } = rule;
  const shown = points.map(point => point ?? '-');
  const limit = `${comparisonWords[comparison]} ${threshold}`;
  const isMissing = shown.includes('-') ? `; what is missing (-) counts as ${missingData}` : '';
  return `${breaching} of the newest ${evaluationPeriods} points ${limit}, ${datapointsToAlarm} needed: [${shown.join(', ')}]${isMissing}`;
}

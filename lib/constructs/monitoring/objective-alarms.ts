import { Duration } from 'aws-cdk-lib';
import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { objectives } from '../../../core/metrics/objectives.ts';
import type { AlarmRow } from './alarm-row.ts';
import { ownMetric } from './own-metric.ts';
import type { Watched } from './watched.ts';

/** One objective: what of all counts against it, and the alarms by which it is watched. */
export interface ObjectiveRow {
  /** What the name of its alarm has behind that of the stack. */
  readonly name: string;
  readonly section: 'Objective of delivery' | 'Objective of correctness';
  readonly means: string;
  /** It fires while both of a pair do. */
  readonly pairs: readonly (readonly [long: AlarmRow, short: AlarmRow])[];
}

/** How fast what may go wrong in a month is used up, over a long time and over a short one. */
interface Burn {
  /** So many times as fast as would use it up in exactly that month. */
  readonly rate: number;
  readonly longMinutes: number;
  /** So that it ends soon after what is wrong does. */
  readonly shortMinutes: number;
}

/**
 * Both that wake somebody: 2 % of the month's budget in an hour, 5 % in six.
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
const burns: readonly Burn[] = [
  { rate: 14.4, longMinutes: 60, shortMinutes: 5 },
  { rate: 6, longMinutes: 360, shortMinutes: 30 },
];

/** Where little happens one late event would be a large share: fewer than these wake nobody. */
const fewestBad = 5;

/** What is counted, over so many minutes. */
interface Counts {
  readonly usingMetrics: Readonly<Record<string, Metric>>;
  /** What went wrong, and all of it, as expressions. */
  readonly bad: string;
  readonly all: string;
}

/** Both objectives of core/metrics/objectives.ts. */
export function objectiveRows({ namespace }: Watched): readonly ObjectiveRow[] {
  const { delivery, correctness, windowDays } = objectives;
  const budget = `faster than its budget of ${windowDays} days allows`;
  return [
    {
      name: 'DeliveryObjective',
      section: 'Objective of delivery',
      means: `Events reach their first readers later than ${delivery.withinMs / 1_000} s, ${budget} (${percent(delivery.share)} % are to be in time).`,
      pairs: pairsOf('Delivery', 'Objective of delivery', delivery.share, periodMinutes => ({
        usingMetrics: {
          lateDeliveries: ownMetric(namespace, 'LateFirstDeliveries', {
            statistic: 'Sum',
            periodMinutes,
          }),
          firstDeliveries: ownMetric(namespace, 'FirstDeliveries', {
            statistic: 'Sum',
            periodMinutes,
          }),
        },
        bad: 'lateDeliveries',
        all: 'firstDeliveries',
      })),
    },
    {
      name: 'CorrectnessObjective',
      section: 'Objective of correctness',
      means: `Changes make no event, or readers are sent gaps, ${budget} (${percent(correctness.share)} % are to be well).`,
      pairs: pairsOf(
        'Correctness',
        'Objective of correctness',
        correctness.share,
        periodMinutes => ({
          usingMetrics: {
            quarantined: ownMetric(namespace, 'ItemsQuarantined', {
              statistic: 'Sum',
              periodMinutes,
            }),
            gaps: ownMetric(namespace, 'Gaps', { statistic: 'Sum', periodMinutes }),
            // Each event stands in it once, but for those of the inbox.
            events: ownMetric(namespace, 'EventsAppended', {
              statistic: 'Sum',
              periodMinutes,
              value: 'global',
            }),
          },
          // Of what is not measured at all nothing is added: a plus would lose the other.
          bad: 'SUM([quarantined, gaps])',
          all: 'SUM([quarantined, gaps, events])',
        }),
      ),
    },
  ];
}

function pairsOf(
  title: string,
  section: ObjectiveRow['section'],
  share: number,
  countsOver: (minutes: number) => Counts,
): ObjectiveRow['pairs'] {
  return burns.map(({ rate, longMinutes, shortMinutes }) => {
    const window = (minutes: number, fewest: number): AlarmRow => {
      const { usingMetrics, bad, all } = countsOver(minutes);
      const threshold = percent(rate * (1 - share));
      return {
        name: `${title}Over${minutes}Minutes`,
        section,
        means: `A part of ${title}Objective, which notifies: over ${minutes} minutes more than ${threshold} % went wrong.`,
        metric: new MathExpression({
          expression: `IF(${bad} >= ${fewest}, 100 * ${bad} / ${all}, 0)`,
          label: 'percentage that went wrong',
          usingMetrics,
          period: Duration.minutes(minutes),
        }),
        is: 'above',
        threshold,
        isPart: true,
      };
    };
    return [window(longMinutes, fewestBad), window(shortMinutes, 1)] as const;
  });
}

/** Of a share, without what floating point adds. */
function percent(share: number): number {
  return Number((share * 100).toFixed(6));
}

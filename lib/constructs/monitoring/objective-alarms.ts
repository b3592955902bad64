import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type Objectives, objectives } from '../../../core/metrics/objectives.ts';
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

/**
 * What is counted, over so many minutes. What went wrong is 0, and not missing, wherever anything was
 * counted: for what is missing an alarm takes older points, and would go on for three windows.
 */
interface Counts {
  readonly usingMetrics: Readonly<Record<string, IMetric>>;
  /** What went wrong, and all of it, as expressions. */
  readonly bad: string;
  readonly all: string;
}

/** What is watched of one objective. */
interface WatchedObjective {
  readonly title: 'Delivery' | 'Correctness';
  readonly section: ObjectiveRow['section'];
  readonly share: number;
  readonly countsOver: (minutes: number) => Counts;
}

/** Both objectives of core/metrics/objectives.ts. */
export function objectiveRows(
  { namespace }: Pick<Watched, 'namespace'>,
  promised: Objectives = objectives,
): readonly ObjectiveRow[] {
  const { delivery, correctness, windowDays } = promised;
  const budget = `faster than its budget of ${windowDays} days allows`;
  return [
    {
      name: 'DeliveryObjective',
      section: 'Objective of delivery',
      means: `Events reach their first readers later than ${delivery.withinMs / 1_000} s, ${budget} (${percent(delivery.share)} % are to be in time).`,
      pairs: pairsOf(promised, {
        title: 'Delivery',
        section: 'Objective of delivery',
        share: delivery.share,
        countsOver: minutes => lateDeliveries(namespace, minutes),
      }),
    },
    {
      name: 'CorrectnessObjective',
      section: 'Objective of correctness',
      means: `Changes make no events or readers are sent gaps, ${budget} (${percent(correctness.share)} % are to be well).`,
      pairs: pairsOf(promised, {
        title: 'Correctness',
        section: 'Objective of correctness',
        share: correctness.share,
        countsOver: minutes => incorrect(namespace, minutes),
      }),
    },
  ];
}

/** Live events that came late to their first readers, of all that came to one. */
export function lateDeliveries(namespace: string, periodMinutes: number): Counts {
  const sum = { statistic: 'Sum', periodMinutes } as const;
  return {
    usingMetrics: {
      lateDeliveries: ownMetric(namespace, 'LateFirstDeliveries', sum),
      firstDeliveries: ownMetric(namespace, 'FirstDeliveries', sum),
    },
    bad: '(SUM([lateDeliveries, firstDeliveries]) - firstDeliveries)',
    all: 'firstDeliveries',
  };
}

/** Changes that made no event and gaps that readers were sent, of those and all events. */
function incorrect(namespace: string, periodMinutes: number): Counts {
  const sum = { statistic: 'Sum', periodMinutes } as const;
  // Each event stands in it once, but for those of the inbox.
  const events = ownMetric(namespace, 'EventsAppended', { ...sum, value: 'global' });
  return {
    usingMetrics: {
      quarantined: ownMetric(namespace, 'ItemsQuarantined', sum),
      gaps: ownMetric(namespace, 'Gaps', sum),
      events,
      none: new MathExpression({
        expression: '0 * events',
        label: 'none went wrong',
        usingMetrics: { events },
        period: Duration.minutes(periodMinutes),
      }),
    },
    // Of what is not measured at all nothing is added: a plus would lose the other.
    bad: 'SUM([quarantined, gaps, none])',
    all: 'SUM([quarantined, gaps, events])',
  };
}

function pairsOf(
  { burns, windowDays, fewestBad }: Objectives,
  { title, section, share, countsOver }: WatchedObjective,
): ObjectiveRow['pairs'] {
  return burns.map(({ budget, longMinutes, shortMinutes }) => {
    const rate = (budget * windowDays * 24 * 60) / longMinutes;
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

import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { objectives } from '../../../core/metrics/objectives.ts';
import type { AlarmRow } from './alarm-row.ts';
import { lateDeliveries } from './objective-alarms.ts';
import { ownMetric } from './own-metric.ts';
import type { Watched } from './watched.ts';

/** What a percentile would say, of every event and not of those that a line of metrics has room for. */
const latePercent = 1;

/** Those of events on their way, by what the functions count. */
export function eventAlarms({ namespace }: Watched): readonly AlarmRow[] {
  const { withinMs } = objectives.delivery;
  const { usingMetrics, bad, all } = lateDeliveries(namespace, 1);
  return [
    {
      name: 'ItemsQuarantined',
      section: 'Quarantined items',
      means: 'A backend wrote items that break their contract; their changes make no events.',
      metric: ownMetric(namespace, 'ItemsQuarantined', { statistic: 'Sum', periodMinutes: 5 }),
      is: 'above',
      threshold: 0,
    },
    {
      name: 'DeliverySlow',
      section: 'Slow delivery',
      means: `More than ${latePercent} % of events take longer than ${withinMs / 1_000} s to their first reader, in five of ten minutes.`,
      metric: new MathExpression({
        expression: `100 * ${bad} / ${all}`,
        label: 'percentage that is late',
        usingMetrics,
        period: Duration.minutes(1),
      }),
      is: 'above',
      threshold: latePercent,
      periods: 5,
      outOf: 10,
    },
  ];
}

import { objectives } from '../../../core/metrics/objectives.ts';
import type { AlarmRow } from './alarm-row.ts';
import { ownMetric } from './own-metric.ts';
import type { Watched } from './watched.ts';

/** Those of events on their way, by what the functions count. */
export function eventAlarms({ namespace }: Watched): readonly AlarmRow[] {
  const { withinMs } = objectives.delivery;
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
      means: `One in a hundred events takes more than ${withinMs / 1_000} s to its first reader, in five of ten minutes.`,
      metric: ownMetric(namespace, 'DeliveryLatency', { statistic: 'p99' }),
      is: 'above',
      threshold: withinMs,
      periods: 5,
      outOf: 10,
    },
  ];
}

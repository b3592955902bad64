import type { Meter } from '../metrics/meter.ts';
import type { Statistics } from './statistics.ts';

/** Statistics of which what is a metric as well is counted there, too: one call for both. */
export function meteredStatistics(statistics: Statistics, meter: Pick<Meter, 'count'>): Statistics {
  return {
    request: series => statistics.request(series),
    error: (series, category) => {
      statistics.error(series, category);
      meter.count('Refusals', { category });
    },
    appended: (series, events) => {
      statistics.appended(series, events);
      // What a request puts into the Outbox is appended by the fan-out, and counts there.
      if (series !== 'management') meter.count('EventsAppended', { channel: series }, events);
    },
    delivered: (series, latencyMs, readers = 1) => {
      statistics.delivered(series, latencyMs, readers);
      meter.count('EventsDelivered', { channel: series }, readers);
    },
    flush: () => statistics.flush(),
  };
}

import { type Metric, metrics } from '../../core/metrics/metrics.ts';
import { maxValues } from '../../core/metrics/reservoir.ts';
import type { Count, Variant } from './bill.ts';
import { fanOutBatches, webEnvironments } from './our-counts.ts';
import { activeSeconds, pages, type Usage } from './usage.ts';

/** A line of the embedded metric format with one count in it, as it is written. */
const lineBytes = 210;
/** A value of a measure in it, and what one more metric adds. */
const valueBytes = 5;
const moreBytes = 60;

/** What CloudWatch bills as metrics when each value of each dimension has been counted. */
export const billedMetrics: number = Object.values<Metric>(metrics)
  .map(({ dimension, total = false }) => (dimension?.values.length ?? 1) + (total ? 1 : 0))
  .reduce((sum, each) => sum + each, 0);

/** All of them, in a month in which each hour has one of each. */
export const listedMetrics: readonly Count[] = [
  { price: 'metric', what: 'metrics of the list', amount: billedMetrics },
];

/** With each batch a line for each log that it was appended to. */
export function fanOutLines(usage: Usage): readonly Count[] {
  const { batches, logs } = fanOutBatches(usage);
  return [
    { price: 'logs', what: 'metrics of the fan-out', amount: (batches * logs * lineBytes) / 1e9 },
  ];
}

/**
 * Once a minute, of each environment: for each channel that events came on a line of counts and one of
 * latencies, one without a channel, and one of readers of several channels.
 */
export function streamLines(usage: Usage, environments: number): readonly Count[] {
  const minutes = activeSeconds(usage) / 60;
  const { channels, eventsPerSecond } = usage;
  const values = Math.min((eventsPerSecond / channels) * 60, maxValues);
  const perChannel = 2 * lineBytes + values * valueBytes;
  const perMinute = channels * perChannel + (lineBytes + moreBytes) + lineBytes;
  const amount = (environments * minutes * perMinute) / 1e9;
  return [{ price: 'logs', what: 'metrics of streams', amount }];
}

/** What metrics come to, apart from what is counted. */
export function metricVariants(usage: Usage): readonly Variant[] {
  const { eventsPerSecond } = usage;
  const streams = pages(usage);
  const environments = webEnvironments(usage);
  return [
    {
      name: 'Metrics',
      title: `the list, all ${billedMetrics} of its values`,
      counts: listedMetrics,
    },
    {
      name: 'FanOut',
      title: `lines of the fan-out, ${eventsPerSecond} events/s`,
      counts: fanOutLines(usage),
    },
    {
      name: 'Live',
      title: `lines of ${streams} Live streams on function URLs`,
      counts: streamLines(usage, streams),
    },
    {
      name: 'Web',
      title: `lines of their ${environments} environments on a Web Function`,
      counts: streamLines(usage, environments),
    },
  ];
}

import { metrics } from '../../../../core/metrics/metrics.ts';
import { ownMetric } from '../../../../lib/constructs/monitoring/own-metric.ts';

const configOf = (...given: Parameters<typeof ownMetric>) => ownMetric(...given).toMetricConfig();

describe('a metric of our own', () => {
  it('is that of the list, in the namespace of its stack, by the minute', () => {
    const { metricStat } = configOf('Stack-staging', 'ItemsQuarantined', { statistic: 'Sum' });
    expect(metricStat).toMatchObject({
      namespace: 'Stack-staging',
      metricName: 'ItemsQuarantined',
      statistic: 'Sum',
    });
    expect(metricStat?.period.toSeconds()).toBe(60);
    expect(metricStat?.dimensions ?? []).toEqual([]);
  });

  it('is of one value of its dimension, over as many minutes as asked for', () => {
    const { metricStat } = ownMetric('Stack', 'Refusals', {
      statistic: 'Sum',
      periodMinutes: 30,
      value: 'SERVER',
    }).toMetricConfig();
    expect(metricStat?.dimensions).toEqual([{ name: 'category', value: 'SERVER' }]);
    expect(metricStat?.period.toSeconds()).toBe(1_800);
  });

  it('is of all values together only where the list has that', () => {
    expect(metrics.DeliveryLatency.total).toBe(true);
    const { metricStat } = configOf('Stack', 'DeliveryLatency', { statistic: 'p99' });
    expect(metricStat?.dimensions ?? []).toEqual([]);
    expect(() => ownMetric('Stack', 'Readers', { statistic: 'Sum' })).toThrow(
      'Readers: received no channel, expected one, for the list of metrics has no total of it',
    );
  });
});

import { type Metric, metrics } from '../../../core/metrics/metrics.ts';
import { silentMeter } from '../../support/silent-meter.ts';

test('a metric is named as CloudWatch names its own, and split by few values, each once', () => {
  for (const [name, { dimension, says }] of Object.entries<Metric>(metrics)) {
    expect(name).toMatch(/^([A-Z][a-z]+)+$/);
    expect(says).toMatch(/^[a-z].*[^.]$/);
    const { name: key, values } = dimension ?? { name: 'none', values: ['none'] };
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
    for (const text of [key, ...values]) expect(text).toMatch(/^[A-Za-z][\w-]{0,63}$/);
    expect(new Set(values).size).toBe(values.length);
    expect(values.length).toBeLessThanOrEqual(12);
  }
});

test('the name of a dimension is none of a metric: both stand in one line', () => {
  const dimensions = Object.values<Metric>(metrics).map(({ dimension }) => dimension?.name ?? '');
  expect(dimensions.filter(name => name in metrics)).toEqual([]);
});

test('what is not in the list cannot be counted: the compiler refuses it', () => {
  const { count, measure } = silentMeter;
  // @ts-expect-error no metric of that name
  count('EventsLost', {});
  // @ts-expect-error no log of that name
  count('EventsAppended', { channel: 'live' });
  // @ts-expect-error by user
  count('EventsAppended', { user: 'ana' });
  // @ts-expect-error by channel, and not in all
  count('EventsAppended', {});
  // @ts-expect-error in all, and not by channel
  count('ItemsQuarantined', { channel: 'fights' });
  // @ts-expect-error a duration
  count('DeliveryLatency', { channel: 'fights' });
  // @ts-expect-error a count
  measure('EventsAppended', { channel: 'fights' }, 1);
  expect(count('EventsAppended', { channel: 'fights' })).toBeUndefined();
});

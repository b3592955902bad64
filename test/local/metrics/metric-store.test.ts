import fc from 'fast-check';
import { MetricStore } from '../../../local/metrics/metric-store.ts';

const id = { namespace: 'Stack', name: 'Latency', dimensions: { channel: 'fights' } };

function storeAt(
  startMinute = 100,
  bounds?: ConstructorParameters<typeof MetricStore>[0]['bounds'],
) {
  const clock = { minute: startMinute };
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line), error() {} };
  const store = new MetricStore({
    minuteMs: 60_000,
    log,
    now: () => clock.minute * 60_000,
    ...(bounds === undefined ? {} : { bounds }),
  });
  const record = (values: readonly number[], counts?: readonly number[]): void =>
    store.record({ ...id, unit: 'Milliseconds', values, ...(counts && { counts }) });
  const statistic = (name: string, minutes: number, lastMinute = clock.minute) =>
    store.statistic(id, name, { lastMinute, minutes });
  return { store, clock, warnings, record, statistic };
}

test.each([
  ['Sum', 60],
  ['Average', 15],
  ['Minimum', 5],
  ['Maximum', 30],
  ['SampleCount', 4],
  ['p50', 10],
  ['p75', 15],
  ['p99', 30],
  ['p100', 30],
])('%s of 10, 5, 30 and 15 is %d', (name, expected) => {
  const { record, statistic } = storeAt();
  record([10, 5, 30, 15]);
  expect(statistic(name, 1)).toBe(expected);
});

test('values count as often as they are said to', () => {
  const { record, statistic } = storeAt();
  record([1, 100], [98, 2]);
  expect(['SampleCount', 'Sum', 'p98', 'p99'].map(each => statistic(each, 1))).toEqual([
    100, 298, 1, 100,
  ]);
});

test('a window is so many minutes, the last of them included, and empty ones are no data', () => {
  const { record, statistic, clock } = storeAt(100);
  record([1]);
  clock.minute = 102;
  record([4]);
  expect(statistic('Sum', 3)).toBe(5);
  expect(statistic('Sum', 2)).toBe(4);
  expect(statistic('Sum', 1, 101)).toBeUndefined();
  expect(statistic('Sum', 2, 101)).toBe(1);
});

test('what is dated counts in its minute, if that is kept, and the newest stays the newest', () => {
  const { store, record, statistic } = storeAt(100);
  record([1]);
  const sample = { ...id, unit: 'Milliseconds' };
  store.record({ ...sample, values: [7], atMs: 95.5 * 60_000 });
  store.record({ ...sample, values: [9], atMs: (100 - 1_440) * 60_000 });
  expect(statistic('Sum', 1, 95)).toBe(7);
  expect(statistic('Sum', 2_000)).toBe(8);
  expect(store.latest(id, 'Sum')).toBe(1);
});

test('a metric is known with its dimensions, in whatever order, and with its unit', () => {
  const { store } = storeAt();
  const sample = { namespace: 'S', name: 'N', unit: 'Count', values: [1] };
  store.record({ ...sample, dimensions: { a: '1', b: '2' } });
  store.record({ ...sample, dimensions: { b: '2', a: '1' } });
  const window = { lastMinute: store.currentMinute, minutes: 1 };
  const both = { namespace: 'S', name: 'N', dimensions: { a: '1', b: '2' } };
  expect(store.statistic(both, 'Sum', window)).toBe(2);
  expect(store.statistic({ ...both, dimensions: { a: '1' } }, 'Sum', window)).toBeUndefined();
  expect(store.statistic(both, 'Sum', { ...window, unit: 'Count' })).toBe(2);
  expect(store.statistic(both, 'Sum', { ...window, unit: 'Seconds' })).toBeUndefined();
});

test('a day is kept, and percentiles of three hours', () => {
  const { record, statistic, clock } = storeAt(1_000);
  record([1]);
  clock.minute = 1_000 + 179;
  record([2]);
  expect(statistic('p50', 180)).toBe(1);
  clock.minute = 1_000 + 180;
  record([3]);
  expect(statistic('p50', 181)).toBeUndefined();
  expect(statistic('p50', 180)).toBe(2);
  clock.minute = 1_000 + 1_439;
  record([4]);
  expect(statistic('Sum', 1_440)).toBe(10);
  clock.minute = 1_000 + 1_440;
  record([5]);
  expect(statistic('Sum', 1_441)).toBe(14);
});

test('so many metrics are kept, and the first beyond them is reported once', () => {
  const { store, warnings } = storeAt(1, { series: 2, minutes: 10, percentileMinutes: 10 });
  for (const name of ['a', 'b', 'c', 'd', 'a']) {
    store.record({ namespace: 'S', name, dimensions: {}, unit: 'Count', values: [1] });
  }
  expect(store.series.map(each => [each.id.name, each.total.sum])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  expect(warnings).toEqual([
    'metrics beyond the first 2 with their dimensions are dropped here, S c the first of them; each costs money on AWS',
  ]);
});

test('beyond a hundred distinct values a percentile is right to two digits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 400 }),
      values => {
        const { record, statistic } = storeAt();
        for (const value of values) record([value]);
        const sorted = values.toSorted((one, other) => one - other);
        const exact = sorted[Math.ceil(0.9 * sorted.length) - 1] ?? 0;
        const found = statistic('p90', 1) ?? 0;
        expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.06);
        expect(statistic('Sum', 1)).toBe(values.reduce((one, other) => one + other, 0));
      },
    ),
    { numRuns: 200 },
  );
});

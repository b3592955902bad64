import { readEmbeddedMetrics } from '../../../local/metrics/embedded-metrics.ts';

const line = (aws: unknown, rest: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ _aws: aws, ...rest });

const directive = (more: Readonly<Record<string, unknown>> = {}) => ({
  Timestamp: 1_764_000_000_000,
  CloudWatchMetrics: [
    {
      Namespace: 'Stack',
      Dimensions: [['channel']],
      Metrics: [{ Name: 'EventsAppended', Unit: 'Count' }],
      ...more,
    },
  ],
});

test('a metric has a sample for each set of dimensions', () => {
  const read = readEmbeddedMetrics(
    line(directive({ Dimensions: [[], ['channel']] }), { channel: 'fights', EventsAppended: 3 }),
  );
  const sample = { namespace: 'Stack', name: 'EventsAppended', unit: 'Count', values: [3] };
  expect(read).toEqual({
    kind: 'metrics',
    samples: [
      { ...sample, dimensions: {} },
      { ...sample, dimensions: { channel: 'fights' } },
    ],
  });
});

test('values may be many, or counted, and a unit may be left out', () => {
  const Metrics = [{ Name: 'Latency' }, { Name: 'Size', Unit: 'Bytes' }];
  const read = readEmbeddedMetrics(
    line(directive({ Metrics, Dimensions: [[]] }), {
      Latency: [5, 7],
      Size: { Values: [1, 2], Counts: [10, 1] },
    }),
  );
  expect(read).toEqual({
    kind: 'metrics',
    samples: [
      { namespace: 'Stack', name: 'Latency', unit: 'None', dimensions: {}, values: [5, 7] },
      {
        namespace: 'Stack',
        name: 'Size',
        unit: 'Bytes',
        dimensions: {},
        values: [1, 2],
        counts: [10, 1],
      },
    ],
  });
});

test.each([
  ['text', 'START RequestId: 1'],
  ['a line of a logger', '{"level":"INFO","message":"about \\"_aws\\" in a text"}'],
  ['half an object', '{"_aws":'],
  ['a list', '["_aws"]'],
])('%s is no line of metrics', (_, text) => {
  expect(readEmbeddedMetrics(text)).toEqual({ kind: 'none' });
});

test.each([
  ['no time', line({ CloudWatchMetrics: [] }), /^_aws\.Timestamp: /],
  ['no value', line(directive(), { channel: 'a' }), /^EventsAppended: received undefined$/],
  ['a text for a value', line(directive(), { channel: 'a', EventsAppended: '3' }), /received "3"$/],
  [
    'a dimension without a value',
    line(directive(), { EventsAppended: 1 }),
    /^the dimension channel: expected a text; received undefined$/,
  ],
  [
    'a number as a dimension',
    line(directive(), { channel: 7, EventsAppended: 1 }),
    /^the dimension channel: expected a text; received 7$/,
  ],
  [
    'a count too few',
    line(directive(), { channel: 'a', EventsAppended: { Values: [1, 2], Counts: [1] } }),
    /^EventsAppended: received \{/,
  ],
])('%s is malformed, and says so', (_, text, problem) => {
  const read = readEmbeddedMetrics(text);
  expect(read).toEqual({ kind: 'malformed', problem: expect.stringMatching(problem) });
});

test.each([
  [100, 'metrics'],
  [101, 'malformed'],
])('%d values of a metric, and as many metrics, are %s', (count, kind) => {
  const many = Array.from({ length: count }, (_, index) => index);
  const values = line(directive(), { channel: 'a', EventsAppended: many });
  expect(readEmbeddedMetrics(values).kind).toBe(kind);
  const Metrics = many.map(index => ({ Name: `m${index}`, Unit: 'Count' }));
  const named = Object.fromEntries(many.map(index => [`m${index}`, 1]));
  const metrics = line(directive({ Metrics }), { channel: 'a', ...named });
  expect(readEmbeddedMetrics(metrics).kind).toBe(kind);
});

test.each([
  [30, 'metrics'],
  [31, 'malformed'],
])('%d dimensions are %s', (count, kind) => {
  const names = Array.from({ length: count }, (_, index) => `d${index}`);
  const values = Object.fromEntries(names.map(name => [name, 'x']));
  const text = line(directive({ Dimensions: [names] }), { ...values, EventsAppended: 1 });
  expect(readEmbeddedMetrics(text).kind).toBe(kind);
});

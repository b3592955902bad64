import { Ajv } from 'ajv';
import type { Meter } from '../../../../core/metrics/meter.ts';
import { type MetricName, metrics } from '../../../../core/metrics/metrics.ts';
import { createMeter } from '../../../../lambdas/adapters/telemetry/meter.ts';
import { emfLines, emfSchema } from '../../../support/emf.ts';

const isEmf = new Ajv().compile(emfSchema);

const outside = process.env;
let warned: unknown[];
let stdout: jest.SpyInstance;

beforeEach(() => {
  process.env = { ...outside, POWERTOOLS_METRICS_NAMESPACE: 'GalloBetsRealtime-test' };
  Reflect.deleteProperty(process.env, 'POWERTOOLS_DEV');
  warned = [];
  stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(Date, 'now').mockReturnValue(1_790_000_000_000);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = outside;
});

/** The lines that were written, each of which CloudWatch takes. */
function written(work: (meter: Meter) => void): readonly Readonly<Record<string, unknown>>[] {
  const note = (...line: unknown[]): void => void warned.push(line);
  const meter = createMeter({ debug: note, info: note, warn: note, error: note } as never);
  work(meter);
  meter.flush();
  expect(warned).toEqual([]);
  const lines = emfLines(stdout.mock.calls.map(([text]) => String(text)).join(''));
  for (const line of lines) {
    expect([isEmf(line), isEmf.errors]).toEqual([true, null]);
  }
  return lines;
}

/** As CloudWatch is given it: where, by which dimensions, and what. */
const directive = (Dimensions: readonly (readonly string[])[], Metrics: readonly object[]) => ({
  Timestamp: 1_790_000_000_000,
  CloudWatchMetrics: [{ Namespace: 'GalloBetsRealtime-test', Dimensions, Metrics }],
});

test('counts of one channel are a line, with the channel as its only dimension', () => {
  const lines = written(meter => {
    meter.count('EventsAppended', { channel: 'fights' }, 3);
    meter.count('AppendConflicts', { channel: 'fights' });
  });
  const units = [
    { Name: 'EventsAppended', Unit: 'Count' },
    { Name: 'AppendConflicts', Unit: 'Count' },
  ];
  expect(lines).toEqual([
    {
      _aws: directive([['channel']], units),
      channel: 'fights',
      EventsAppended: 3,
      AppendConflicts: 1,
    },
  ]);
});

test('what has no dimension has a set without any', () => {
  const lines = written(meter => meter.count('ItemsQuarantined', {}, 2));
  const units = [{ Name: 'ItemsQuarantined', Unit: 'Count' }];
  expect(lines).toEqual([{ _aws: directive([[]], units), ItemsQuarantined: 2 }]);
});

test('what counts in all, too, has both sets, and its values apart', () => {
  const lines = written(meter => {
    for (const ms of [120, 80, 95.5]) meter.measure('DeliveryLatency', { channel: 'bets' }, ms);
  });
  const units = [{ Name: 'DeliveryLatency', Unit: 'Milliseconds' }];
  expect(lines).toEqual([
    {
      ...{ _aws: directive([[], ['channel']], units), channel: 'bets' },
      DeliveryLatency: [120, 80, 95.5],
    },
  ]);
});

test('a thousand values are one line of as many as it takes', () => {
  const lines = written(meter => {
    for (let ms = 0; ms < 1_000; ms += 1) {
      meter.measure('DeadlineLateness', { kind: 'proposal' }, ms);
    }
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.DeadlineLateness).toHaveLength(99);
});

test('one channel after the other, no value of the one is in the line of the other', () => {
  const lines = written(meter => {
    meter.count('EventsAppended', { channel: 'fights' });
    meter.count('Refusals', { category: 'SERVER' });
    meter.count('EventsAppended', { channel: 'bets' });
  });
  expect(lines.map(({ _aws, ...values }) => values)).toEqual([
    { channel: 'fights', EventsAppended: 1 },
    { category: 'SERVER', Refusals: 1 },
    { channel: 'bets', EventsAppended: 1 },
  ]);
});

test('nothing is written of nothing', () => {
  expect(written(meter => meter.flush())).toEqual([]);
});

test('every metric of the list, by every value of its dimension, is a line that CloudWatch takes', () => {
  for (const name of Object.keys(metrics) as MetricName[]) {
    const {
      dimension,
      unit,
    }: { dimension?: { name: string; values: readonly string[] }; unit: string } = metrics[name];
    const values = dimension?.values ?? [undefined];
    stdout.mockClear();
    const lines = written(meter => {
      for (const value of values) {
        const of = dimension === undefined ? {} : { [dimension.name]: value };
        if (unit === 'Count') meter.count(name as 'EventsAppended', of as never, 1);
        else meter.measure(name as 'DeliveryLatency', of as never, 1);
      }
    });
    expect(lines.map(line => (dimension === undefined ? undefined : line[dimension.name]))).toEqual(
      values,
    );
    for (const line of lines) expect([line[name]].flat()).toEqual([1]);
  }
});

test('the schema refuses what CloudWatch would', () => {
  const good = { _aws: directive([[]], [{ Name: 'Gaps', Unit: 'Count' }]), Gaps: 1 };
  expect(isEmf(good)).toBe(true);
  expect(isEmf({ ...good, _aws: directive([], []) })).toBe(false);
  expect(isEmf({ ...good, _aws: directive([[]], [{ Name: 'Gaps', Unit: 'Gaps' }]) })).toBe(false);
  expect(isEmf({ Gaps: 1 })).toBe(false);
});

test('without a namespace it says so, and throws nothing', () => {
  Reflect.deleteProperty(process.env, 'POWERTOOLS_METRICS_NAMESPACE');
  const warn = jest.fn();
  const meter = createMeter({ warn } as never);
  meter.count('ItemsQuarantined', {});
  meter.flush();
  expect(warn).toHaveBeenCalledWith('Namespace should be defined, default used');
});

test('a log that takes nothing is no failure of whoever counts', () => {
  const error = new Error('EPIPE');
  stdout.mockImplementation(() => {
    throw error;
  });
  const note = jest.fn();
  const meter = createMeter({ warn: note } as never);
  meter.count('ItemsQuarantined', {});
  expect(() => meter.flush()).not.toThrow();
});

import fc from 'fast-check';
import { BufferedMeter, type MetricGroup } from '../../../core/metrics/buffered-meter.ts';
import { maxValues } from '../../../core/metrics/reservoir.ts';

function metering(write: (group: MetricGroup) => void = () => undefined) {
  const groups: MetricGroup[] = [];
  const failures: unknown[] = [];
  const meter = new BufferedMeter({
    write: group => {
      write(group);
      groups.push(group);
    },
    onFailure: error => failures.push(error),
    random: Math.random,
  });
  return { meter, groups, failures };
}

test('what is counted until a flush is one group for each value of a dimension, and one without', () => {
  const { meter, groups } = metering();
  meter.count('EventsAppended', { channel: 'fights' }, 2);
  meter.count('EventsAppended', { channel: 'fights' });
  meter.count('EventsAppended', { channel: 'bets' });
  meter.count('AppendConflicts', { channel: 'fights' });
  meter.count('ItemsQuarantined', {}, 4);
  meter.measure('DeliveryLatency', { channel: 'fights' }, 12);
  meter.measure('DeliveryLatency', { channel: 'fights' }, 34.5);
  meter.flush();
  expect(
    groups.map(({ values, ...group }) => ({ ...group, ...Object.fromEntries(values) })),
  ).toEqual([
    {
      ...{ dimension: { name: 'channel', value: 'fights' }, total: false },
      ...{ EventsAppended: 3, AppendConflicts: 1 },
    },
    { dimension: { name: 'channel', value: 'bets' }, total: false, EventsAppended: 1 },
    { total: false, ItemsQuarantined: 4 },
    // By itself, since it counts without its channel, too.
    { dimension: { name: 'channel', value: 'fights' }, total: true, DeliveryLatency: [12, 34.5] },
  ]);
  meter.flush();
  expect(groups).toHaveLength(4);
});

test('what is none is not counted, and time that ran backwards counts as none', () => {
  const { meter, groups } = metering();
  for (const times of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    meter.count('Gaps', { channel: 'live' }, times);
  }
  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY]) {
    meter.measure('DeadlineLateness', { kind: 'workflow' }, ms);
  }
  meter.flush();
  expect(groups).toEqual([]);
  meter.measure('DeadlineLateness', { kind: 'workflow' }, -3);
  meter.flush();
  expect(groups[0]?.values).toEqual(new Map([['DeadlineLateness', [0]]]));
});

test('a group that cannot be written is lost and reported, and the others are written', () => {
  const error = new Error('no');
  const { meter, groups, failures } = metering(({ dimension }) => {
    if (dimension?.value === 'bets') throw error;
  });
  meter.count('EventsAppended', { channel: 'bets' });
  meter.count('EventsAppended', { channel: 'fights' });
  expect(() => meter.flush()).not.toThrow();
  expect(failures).toEqual([error]);
  expect(groups.map(({ dimension }) => dimension?.value)).toEqual(['fights']);
  meter.flush();
  expect(failures).toEqual([error]);
});

const countings = fc.array(
  fc.record({
    channel: fc.constantFrom('fights', 'bets', 'global'),
    times: fc.integer({ min: 1, max: 1_000 }),
    flushes: fc.boolean(),
  }),
);

test('whenever it is flushed, all sums together are what was counted', () => {
  fc.assert(
    fc.property(countings, counted => {
      const { meter, groups } = metering();
      for (const { channel, times, flushes } of counted) {
        meter.count('EventsAppended', { channel }, times);
        if (flushes) meter.flush();
      }
      meter.flush();
      for (const channel of ['fights', 'bets', 'global']) {
        const written = groups
          .filter(({ dimension }) => dimension?.value === channel)
          .map(({ values }) => Number(values.get('EventsAppended')));
        const of = counted.filter(each => each.channel === channel);
        expect(sum(written)).toBe(sum(of.map(({ times }) => times)));
      }
    }),
  );
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

test('of a measure as many values are kept as a line takes, each of them one that was measured', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { minLength: 1, maxLength: 500 }),
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
      (measured, randoms) => {
        let draws = 0;
        const groups: MetricGroup[] = [];
        const meter = new BufferedMeter({
          write: group => groups.push(group),
          onFailure: fail,
          random: () => randoms[draws++ % randoms.length] ?? 0,
        });
        for (const ms of measured) meter.measure('DeadlineLateness', { kind: 'proposal' }, ms);
        meter.flush();
        const values = groups[0]?.values.get('DeadlineLateness') as readonly number[];
        expect(values).toHaveLength(Math.min(measured.length, maxValues));
        for (const value of values) expect(measured).toContain(value);
        if (measured.length <= maxValues) expect(values).toEqual(measured);
      },
    ),
  );
});

test('of 99 values all are kept; of a hundred any may be the one that is not', () => {
  const kept = (count: number, random: number) => {
    const groups: MetricGroup[] = [];
    const meter = new BufferedMeter({
      write: group => groups.push(group),
      onFailure: fail,
      random: () => random,
    });
    for (let ms = 1; ms <= count; ms += 1) {
      meter.measure('DeadlineLateness', { kind: 'proposal' }, ms);
    }
    meter.flush();
    return groups[0]?.values.get('DeadlineLateness') as readonly number[];
  };
  const all = Array.from({ length: 99 }, (_, at) => at + 1);
  expect(kept(99, 0)).toEqual(all);
  expect(kept(100, 0)).toEqual([100, ...all.slice(1)]);
  expect(kept(100, 0.985)).toEqual([...all.slice(0, 98), 100]);
  expect(kept(100, 0.995)).toEqual(all);
});

function fail(error: unknown): never {
  throw error;
}

import { deliveriesOf } from '../../../bench/latency/hops.ts';
import type { Observation } from '../../../bench/latency/observation.ts';

const written = [{ betId: 'b1', acknowledgedMs: 1_000 }];

/** Acknowledged at 1,000, read at 1,120, appended from 1,130 to 1,140, and to `global` by 1,150. */
const way: readonly Observation[] = [
  { kind: 'records', betIds: ['b1'], beganMs: 1_116, endedMs: 1_120 },
  {
    kind: 'appended',
    log: 'bets',
    firstSeq: 7,
    betIds: ['b0', 'b1'],
    beganMs: 1_130,
    endedMs: 1_140,
  },
  { kind: 'appended', log: 'global', firstSeq: 9, betIds: ['b1'], beganMs: 1_142, endedMs: 1_150 },
];

const readOf = (log: 'bets' | 'global', seq: number, beganMs: number): Observation => ({
  kind: 'read',
  log,
  firstSeqs: [seq],
  beganMs,
  endedMs: beganMs + 2,
});

test('the hops of a delivery are its whole way, and its own time is the way without the waits', () => {
  const arrivals = [{ betId: 'b1', parsedMs: 1_207 }];
  const observations = [...way, readOf('bets', 7, 1_200)];
  expect(deliveriesOf(written, arrivals, observations, 'bets')).toEqual([
    {
      totalMs: 207,
      way: {
        hops: { 'stream poll': 120, 'fan-out': 10, append: 10, tail: 62, 'encode + socket': 5 },
        // 116 until the stream was read, 60 until the log was.
        waitsMs: 176,
        ownMs: 31,
      },
    },
  ]);
});

test('of Live the append ends when the log of global has it', () => {
  const arrivals = [{ betId: 'b1', parsedMs: 1_207 }];
  const observations = [...way, readOf('bets', 7, 1_141), readOf('global', 9, 1_200)];
  expect(deliveriesOf(written, arrivals, observations, 'global')).toEqual([
    {
      totalMs: 207,
      way: {
        hops: { 'stream poll': 120, 'fan-out': 10, append: 20, tail: 52, 'encode + socket': 5 },
        waitsMs: 166,
        ownMs: 41,
      },
    },
  ]);
});

test('of several readers the first read counts for the first arrival', () => {
  const arrivals = [
    { betId: 'b1', parsedMs: 1_230 },
    { betId: 'b1', parsedMs: 1_190 },
  ];
  const observations = [...way, readOf('bets', 7, 1_220), readOf('bets', 7, 1_180)];
  const deliveries = deliveriesOf(written, arrivals, observations, 'bets');
  expect(deliveries.map(({ totalMs, way }) => [totalMs, way?.hops.tail])).toEqual([
    [190, 42],
    [230, 82],
  ]);
});

test('a read under way when there was something to read has not been waited for', () => {
  const early: readonly Observation[] = [
    { kind: 'records', betIds: ['b1'], beganMs: 999, endedMs: 1_001 },
    { kind: 'appended', log: 'bets', firstSeq: 7, betIds: ['b1'], beganMs: 1_004, endedMs: 1_008 },
    readOf('bets', 7, 1_007),
  ];
  const [delivery] = deliveriesOf(written, [{ betId: 'b1', parsedMs: 1_012 }], early, 'bets');
  expect(delivery?.way).toMatchObject({ waitsMs: 0, ownMs: 12 });
});

test('what was not all seen has a total only, and what did not arrive is no delivery', () => {
  const arrivals = [{ betId: 'b1', parsedMs: 1_207 }];
  expect(deliveriesOf(written, arrivals, way, 'bets')).toEqual([{ totalMs: 207 }]);
  expect(deliveriesOf(written, [], way, 'bets')).toEqual([]);
});

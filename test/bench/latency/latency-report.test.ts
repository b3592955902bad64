import { figuresOf } from '../../../bench/latency/cell-figures.ts';
import type { Delivery } from '../../../bench/latency/hops.ts';
import { goalOf, latencyReport } from '../../../bench/latency/latency-report.ts';

const delivery: Delivery = {
  totalMs: 220,
  way: {
    hops: { 'stream poll': 120, 'fan-out': 10, append: 4.5, tail: 80.5, 'encode + socket': 5 },
    waitsMs: 190,
    ownMs: 30,
  },
};

test('a cell stands beside its goals, and by hop', () => {
  const figures = figuresOf([delivery], 2);
  const report = latencyReport([{ stream: 'bets', readers: 2, load: 10, figures }]);
  expect(report).toContain(
    '| bets   | 2       | 10/s | 1 of 2     | 220 (1.10) | 220 | 220 (0.55) | 30 (1.50) |',
  );
  expect(report).toContain(
    '| bets   | 2       | 10/s | 1      | 120 / 120   | 10 / 10 | 4.5 / 4.5 | 81 / 81 | 5.0 / 5.0       | 190 / 190 |',
  );
});

test('what was not seen is not known', () => {
  const figures = figuresOf([{ totalMs: 350 }], 1);
  const report = latencyReport([{ stream: 'live', readers: 1, load: 'quiet', figures }]);
  expect(report).toMatch(/\| live +\| 1 +\| one in 4 s \| 1 +\| 350 \(1\.00\) .*\| not known \|/);
  expect(figuresOf([], 3)).toEqual({ expected: 3, arrived: 0, traced: 0 });
});

test('one event a second leaves the tail idle between two', () => {
  expect([goalOf('quiet'), goalOf(1), goalOf(10), goalOf(100)]).toEqual([350, 350, 200, 200]);
});

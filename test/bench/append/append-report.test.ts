import { appendReport } from '../../../bench/append/append-report.ts';
import type { AppendRound } from '../../../bench/append/measure-append.ts';

const round: AppendRound = {
  events: 6_000,
  elapsedMs: 1_000,
  cpuMs: 500,
  calls: 180,
  writeUnits: 720,
  readUnits: 100,
  lostWrites: 30,
  throttled: 0,
};
const bare: AppendRound = { ...round, events: 12_000 };

test('a cell stands beside its bare puts, and beside the goals', () => {
  const cell = { writers: 8, batch: 100, ours: [round], bare: [bare] };
  const report = appendReport([cell]);
  expect(report).toContain(
    '| 8       | 100   | 6000 (6000–6000) | 0.50 (0.50–0.50) | 0.030 (0.030–0.030) | 0.120 (0.120–0.120) | 720 (720–720) | 0.50 (0.50–0.50)     | 0         |',
  );
  expect(report).toContain('8 writers, batches of 100, at least 5000 events/s: 6000, kept.');
  expect(report).toContain('8 writers, batches of 100, at most 0.1 calls an event: 0.03, kept.');
  expect(report).toContain('8 writers, batches of 100, at most 0.3 units an event: 0.12, kept.');
});

test('a missed goal is missed, and small batches have no goal but the partition', () => {
  const many = { ...round, calls: 601, writeUnits: 1_000 };
  const report = appendReport([
    { writers: 40, batch: 100, ours: [many, many, round], bare: [bare, bare, bare] },
    { writers: 40, batch: 1, ours: [round], bare: [bare] },
    { writers: 1, batch: 1, ours: [many], bare: [bare] },
  ]);
  expect(report.split('\n').filter(line => line.includes('batches of'))).toEqual([
    '40 writers, batches of 100, at most 0.1 calls an event: 0.1, missed.',
    '40 writers, batches of 100, at most 0.3 units an event: 0.167, kept.',
    '40 writers, batches of 100, under 1000 units/s: 1000, missed.',
    '40 writers, batches of 1, under 1000 units/s: 720, kept.',
  ]);
});

import {
  type DeliverCell,
  deliverReport,
  figuresOf,
  missedGoals,
} from '../../../bench/deliver/deliver-report.ts';
import type { Round } from '../../../bench/deliver/measure-cell.ts';

const round = (deliveriesPerCpuSecond: number, heldBytesPerReader = 4_000): Round => ({
  deliveriesPerCpuSecond,
  heldBytesPerReader,
  rssBytesPerReader: 12_000,
  bytesPerEvent: 260,
});

const cell = (ours: readonly Round[], readers = 1_000): DeliverCell => ({
  readers,
  events: 1,
  peers: [
    { peer: 'raw', rounds: [round(100_000), round(50_000), round(100_000)] },
    { peer: 'ours', rounds: ours },
    { peer: 'better-sse', rounds: [round(40_000), round(20_000), round(50_000)] },
  ],
});

const good = cell([round(90_000), round(40_000), round(90_000)]);

test('compares what was measured in the same round, for the machine may be slow in the next', () => {
  expect(figuresOf(good)[1]).toMatchObject({
    peer: 'ours',
    deliveriesPerCpuSecond: { median: 90_000, least: 40_000, most: 90_000 },
    ofRaw: { median: 0.9, least: 0.8, most: 0.9 },
    ofBetterSse: { median: 2, least: 1.8, most: 2.25 },
  });
});

test('has no ratio to a peer that was not measured', () => {
  const [alone] = figuresOf({ ...good, peers: good.peers.slice(1, 2) });
  expect(alone).not.toHaveProperty('ofRaw');
  expect(deliverReport([{ ...good, peers: good.peers.slice(1, 2) }])).toContain('not measured');
});

test('is a table, a line for each peer of a cell', () => {
  const lines = deliverReport([good]).split('\n');
  expect(lines.filter(line => line.startsWith('| 1000 × 1'))).toHaveLength(3);
  expect(lines.find(line => line.includes('ours'))).toContain('90 (40–90)');
  expect(lines.find(line => line.includes('ours'))).toContain('4.0 (4.0–4.0)');
});

test('says which goals ours misses: of time in each cell, of memory with the most readers', () => {
  const slow = cell([round(79_000, 10_001), round(30_000, 10_001), round(60_000, 10_001)], 500);
  expect(missedGoals([good])).toEqual([]);
  expect(missedGoals([slow, good])).toEqual([
    '500 readers, 1 at once: 0.60 of raw, the goal is 0.8',
    '500 readers, 1 at once: 1.50 of better-sse, the goal is 1.7',
  ]);
  expect(missedGoals([slow])).toHaveLength(3);
});

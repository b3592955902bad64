import type { FanoutRound } from '../../../bench/fanout/fanout-message.ts';
import { fanoutReport } from '../../../bench/fanout/fanout-report.ts';

const round: FanoutRound = {
  records: 1_000,
  cpuMs: 200,
  elapsedMs: 400,
  allocatedBytes: 10_240_000,
};

test('a batch stands beside the bare loop and the goal', () => {
  const bare = { ...round, cpuMs: 100, allocatedBytes: 5_120_000 };
  const report = fanoutReport([{ batch: 100, fanOut: [round], bare: [bare] }]);
  expect(report).toContain(
    '| 100   | 200 (200–200)   | 100 (100–100) | 2.00 (2.00–2.00) | 10.0 (10.0–10.0)      | 5.0 (5.0–5.0) | 20.0 (20.0–20.0) |',
  );
  expect(report).toContain('A batch of 100 within 100 ms of one vCPU: 20.0, kept.');
});

test('a goal is missed beyond it, and what the collector hid is not known', () => {
  const { allocatedBytes, ...hidden } = { ...round, cpuMs: 1_001 };
  const report = fanoutReport([
    { batch: 100, fanOut: [hidden], bare: [round] },
    { batch: 10, fanOut: [round], bare: [round] },
  ]);
  expect(report).toContain('A batch of 100 within 100 ms of one vCPU: 100.1, missed.');
  expect(report).toMatch(/\| 100 .*\| not known +\| 10\.0/);
  expect(report.match(/one vCPU/g)).toHaveLength(1);
});

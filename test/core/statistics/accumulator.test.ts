import { Accumulator } from '../../../core/statistics/accumulator.ts';
import type { MinuteCounts } from '../../../core/statistics/statistics.ts';

const start = Date.UTC(2026, 10, 21, 10, 15, 59);
let nowMs: number;
let added: MinuteCounts[];
let failures: number[];
let failing: (minute: MinuteCounts) => boolean;

beforeEach(() => {
  nowMs = start;
  added = [];
  failures = [];
  failing = () => false;
});

function accumulator(): Accumulator {
  return new Accumulator({
    store: {
      add: async minute => {
        if (failing(minute)) throw new Error('throttled');
        added.push(minute);
      },
    },
    clock: () => nowMs,
    onFailure: (_error, waiting) => failures.push(waiting),
  });
}

const shown = () =>
  added.map(({ series, minute, counts }) => [series, minute, Object.fromEntries(counts)]);

test('adds what it has counted once, by series and minute', async () => {
  const statistics = accumulator();
  statistics.request('fights');
  statistics.error('fights', 'CLIENT');
  statistics.appended('bets', 3);
  statistics.appended('bets', 0);
  statistics.delivered('fights', 350);
  statistics.delivered('fights', 399);
  nowMs += 1_000;
  statistics.request('fights');
  await statistics.flush();
  expect(shown()).toEqual([
    ['fights', '2026-11-21T10:15', { requests: 1, 'error:CLIENT': 1, 'latency:11': 2 }],
    ['bets', '2026-11-21T10:15', { appended: 3 }],
    ['fights', '2026-11-21T10:16', { requests: 1 }],
  ]);
  await statistics.flush();
  expect(added).toHaveLength(3);
});

test('a latency below zero, of a clock that is behind, counts as none', async () => {
  const statistics = accumulator();
  statistics.delivered('fights', -40);
  await statistics.flush();
  expect(shown()).toEqual([['fights', '2026-11-21T10:15', { 'latency:0': 1 }]]);
});

test('what could not be added stays pending, with what comes next, and is reported', async () => {
  const statistics = accumulator();
  failing = ({ series }) => series === 'fights';
  statistics.request('fights');
  statistics.request('bets');
  await statistics.flush();
  expect(failures).toEqual([1]);
  failing = () => false;
  statistics.request('fights');
  await statistics.flush();
  expect(shown()).toEqual([
    ['bets', '2026-11-21T10:15', { requests: 1 }],
    ['fights', '2026-11-21T10:15', { requests: 2 }],
  ]);
});

test('of more than 120 minutes that wait the oldest are forgotten', async () => {
  const statistics = accumulator();
  for (let minute = 0; minute < 121; minute += 1) {
    statistics.request('fights');
    nowMs += 60_000;
  }
  await statistics.flush();
  expect(added).toHaveLength(120);
  expect(added[0]?.minute).toBe('2026-11-21T10:16');
});

test('a flush during another one adds nothing twice', async () => {
  const statistics = accumulator();
  statistics.request('fights');
  const first = statistics.flush();
  statistics.request('fights');
  await Promise.all([first, statistics.flush(), statistics.flush()]);
  expect(shown()).toEqual([
    ['fights', '2026-11-21T10:15', { requests: 1 }],
    ['fights', '2026-11-21T10:15', { requests: 1 }],
  ]);
});

import { repeatsAfterMs } from '../../../bench/proposals/measure-exchange.ts';
import { proposalsReport, type Round } from '../../../bench/proposals/proposals-report.ts';

const exchange = (proposalsPerSecond: number, ms: number) => ({
  proposalsPerSecond,
  firstMs: [ms, ms + 1, ms + 100],
  answerMs: [ms],
});

const round = (perSecond: number, ms: number): Round => ({
  ours: exchange(perSecond, ms),
  relay: exchange(400, 0.5),
  courierAfterMs: [120, 240],
});

test('ours stands beside the relay, with the goal and the courier', () => {
  const report = proposalsReport([round(20, 30), round(40, 10), round(10, 45)], undefined);
  expect(report).toContain(
    '| ours | 20 (10 to 40) | 31 (11 to 46) | 130 (110 to 145) | 30 (10 to 45) |',
  );
  expect(report).toContain(
    '| a relay | 400 (400 to 400) | 1.5 (1.5 to 1.5) | 101 (101 to 101) | 0.500',
  );
  expect(report).toContain('Ours does 0.050 (0.025 to 0.100) times');
  expect(report).toContain('a p50 of 50 ms is kept');
  expect(report).toContain('120 (120 to 120) ms later (p50), 240');
  expect(report).not.toContain('expiresAt');
});

test('a median beyond the goal misses it, and deadlines that are missing are said', () => {
  const deadlines = { pending: 9, due: 3, ended: 2, lateMs: [15, 400] };
  const report = proposalsReport([round(20, 50)], deadlines);
  expect(report).toContain('a p50 of 50 ms is missed');
  expect(report).toContain('9 proposals were pending; 2 of 3 ended');
  expect(report).toContain('p50 15, p99 400');
});

test('of what came twice, the second counts from the first; answers do not', () => {
  const arrival = (id: string, atMs: number, more: object = {}) => ({
    message: { event: 'proposal_result', id, data: {}, ...more },
    atMs,
    clockMs: 0,
  });
  expect(
    repeatsAfterMs([
      arrival('p.accepted', 5, { requestId: 'r' }),
      arrival('p.accepted', 10),
      arrival('q.accepted', 20),
      arrival('p.accepted', 130),
    ]),
  ).toEqual([120]);
});

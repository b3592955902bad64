import { selectPending } from '../../../core/proposal/pending-proposals.ts';
import { exampleProposal } from './example-proposal.ts';

const now = Date.parse('2026-11-20T20:02:00.000Z');

test('pending and recent are told apart, each newest first', () => {
  const list = selectPending(
    [
      exampleProposal({ proposalId: 'older' }),
      exampleProposal({ proposalId: 'newer', createdAt: '2026-11-20T20:01:00.000Z' }),
      exampleProposal({
        proposalId: 'done',
        status: 'accepted',
        decidedAt: '2026-11-20T20:01:00.000Z',
      }),
      exampleProposal({
        proposalId: 'late',
        status: 'timeout',
        decidedAt: '2026-11-20T20:01:30.000Z',
      }),
    ],
    now,
  );
  expect(list.pending.map(({ proposalId }) => proposalId)).toEqual(['newer', 'older']);
  expect(list.recent.map(({ proposalId }) => proposalId)).toEqual(['late', 'done']);
  expect(list.truncated).toBe(false);
});

test('one that is pending past its end is in neither list', () => {
  const overdue = exampleProposal({ expiresAt: '2026-11-20T20:02:00.000Z' });
  expect(selectPending([overdue], now)).toEqual({ pending: [], recent: [], truncated: false });
});

test('an outcome is recent for an hour, to the millisecond', () => {
  const decided = (decidedAt: string) => exampleProposal({ status: 'rejected', decidedAt });
  expect(selectPending([decided('2026-11-20T19:02:00.000Z')], now).recent).toHaveLength(1);
  expect(selectPending([decided('2026-11-20T19:01:59.999Z')], now).recent).toHaveLength(0);
});

test('an outcome that a backend left without a time counts from its end', () => {
  const decided = exampleProposal({ status: 'cancelled', expiresAt: '2026-11-20T19:30:00.000Z' });
  expect(selectPending([decided], now).recent).toHaveLength(1);
});

test('at most 30 pending and 20 recent are listed, and the list says so', () => {
  const many = (count: number, status: 'pending' | 'accepted') =>
    Array.from({ length: count }, (_, index) => {
      const decidedAt = '2026-11-20T20:01:00.000Z';
      return exampleProposal({ proposalId: `${status}-${index}`, status, decidedAt });
    });
  const full = selectPending([...many(30, 'pending'), ...many(20, 'accepted')], now);
  expect([full.pending.length, full.recent.length, full.truncated]).toEqual([30, 20, false]);
  const over = selectPending([...many(31, 'pending'), ...many(20, 'accepted')], now);
  expect([over.pending.length, over.recent.length, over.truncated]).toEqual([30, 20, true]);
});

test('a list stays under the 128 KB of a WebSocket message, pending ones first', () => {
  const long = (proposalId: string, change: object) =>
    exampleProposal({ proposalId, message: '€'.repeat(13_000), ...change });
  const ended = { status: 'accepted', decidedAt: '2026-11-20T20:01:00.000Z' };
  const list = selectPending(
    [long('p-1', {}), long('p-2', {}), long('p-3', ended), long('p-4', ended)],
    now,
  );
  expect(list.pending.map(({ proposalId }) => proposalId)).toEqual(['p-1', 'p-2']);
  expect(list.recent.map(({ proposalId }) => proposalId)).toEqual(['p-3']);
  expect(list.truncated).toBe(true);
  expect(new TextEncoder().encode(JSON.stringify(list)).length).toBeLessThan(121_000);
});

test('what the decision remembers for itself is not shown', () => {
  const decided = exampleProposal({
    status: 'rejected',
    decidedAt: '2026-11-20T20:01:00.000Z',
    decisionId: 'd-1',
  });
  expect(selectPending([decided], now).recent[0]).not.toHaveProperty('decisionId');
});

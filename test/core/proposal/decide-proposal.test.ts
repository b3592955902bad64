import { type DecisionRequest, decideProposal } from '../../../core/proposal/decide-proposal.ts';
import { createdAtMs, exampleProposal } from './example-proposal.ts';

const minuteLater = createdAtMs + 60_000;

function request(
  action: DecisionRequest['action'],
  userId: string,
  decisionId = 'd-1',
): DecisionRequest {
  return { proposalId: 'p-1', action, userId, decisionId };
}

test('the recipient may accept, on condition that the fight is open for bets', () => {
  expect(decideProposal(exampleProposal(), request('accept', 'beto'), minuteLater)).toEqual({
    kind: 'write',
    write: {
      proposalId: 'p-1',
      decider: { side: 'toUserId', userId: 'beto' },
      outcome: 'accepted',
      decidedAt: '2026-11-20T20:01:00.000Z',
      decisionId: 'd-1',
      bet: { fightId: 'f-1', makerId: 'ana' },
    },
    proposal: exampleProposal({
      status: 'accepted',
      decidedAt: '2026-11-20T20:01:00.000Z',
      decisionId: 'd-1',
    }),
  });
});

test('the recipient may reject and the maker may cancel, whatever the fight does', () => {
  const reject = decideProposal(exampleProposal(), request('reject', 'beto'), minuteLater);
  expect(reject).toMatchObject({ kind: 'write', write: { outcome: 'rejected' } });
  expect(reject).not.toHaveProperty('write.bet');
  const cancel = decideProposal(exampleProposal(), request('cancel', 'ana'), minuteLater);
  expect(cancel).toMatchObject({
    kind: 'write',
    write: { outcome: 'cancelled', decider: { side: 'fromUserId', userId: 'ana' } },
  });
  expect(cancel).not.toHaveProperty('write.bet');
});

test.each([
  ['accept', 'ana', 'NOT_RECIPIENT'],
  ['reject', 'ana', 'NOT_RECIPIENT'],
  ['cancel', 'beto', 'NOT_MAKER'],
] as const)('%s by %s is refused as %s', (action, userId, code) => {
  const decision = decideProposal(exampleProposal(), request(action, userId), minuteLater);
  expect(decision).toMatchObject({ kind: 'refused', code });
});

test('a stranger gets exactly the answer for a proposal that does not exist', () => {
  const stranger = decideProposal(exampleProposal(), request('accept', 'carla'), minuteLater);
  const nothing = decideProposal(undefined, request('accept', 'carla'), minuteLater);
  expect(stranger).toEqual(nothing);
  expect(nothing).toEqual({
    kind: 'refused',
    code: 'PROPOSAL_NOT_FOUND',
    message: 'there is no proposal p-1 of or to user carla',
  });
});

test('the clock refuses a late answer even while the proposal is still pending', () => {
  const end = Date.parse('2026-11-20T20:03:00.000Z');
  for (const [action, userId] of [
    ['accept', 'beto'],
    ['reject', 'beto'],
    ['cancel', 'ana'],
  ] as const) {
    expect(decideProposal(exampleProposal(), request(action, userId), end - 1)).toMatchObject({
      kind: 'write',
    });
    expect(decideProposal(exampleProposal(), request(action, userId), end)).toMatchObject({
      kind: 'refused',
      code: 'PROPOSAL_EXPIRED',
    });
  }
});

test.each([
  ['accepted', 'PROPOSAL_NOT_PENDING'],
  ['rejected', 'PROPOSAL_NOT_PENDING'],
  ['cancelled', 'PROPOSAL_NOT_PENDING'],
  ['timeout', 'PROPOSAL_EXPIRED'],
] as const)('an answer to a proposal that is %s is refused as %s', (status, code) => {
  const decision = decideProposal(
    exampleProposal({ status }),
    request('accept', 'beto'),
    minuteLater,
  );
  expect(decision).toEqual({
    kind: 'refused',
    code,
    message: `received accept for a proposal with status ${status}, expected status pending`,
  });
});

test('the same request again is answered as before, another one is not', () => {
  const accepted = exampleProposal({ status: 'accepted', decisionId: 'd-1' });
  expect(decideProposal(accepted, request('accept', 'beto', 'd-1'), minuteLater)).toEqual({
    kind: 'already-done',
    proposal: accepted,
    outcome: 'accepted',
  });
  expect(decideProposal(accepted, request('accept', 'beto', 'd-2'), minuteLater)).toMatchObject({
    code: 'PROPOSAL_NOT_PENDING',
  });
  expect(decideProposal(accepted, request('reject', 'beto', 'd-1'), minuteLater)).toMatchObject({
    code: 'PROPOSAL_NOT_PENDING',
  });
});

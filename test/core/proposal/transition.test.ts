import fc from 'fast-check';
import {
  type ProposalAction,
  proposalActions,
  type Transition,
  transitions,
} from '../../../core/proposal/transition.ts';
import type { ProposalStatus } from '../../../core/wire/socket/proposal.ts';

/** What becomes of a pending proposal to which all of this is done, step by step. */
function play(actions: readonly ProposalAction[]): readonly string[] {
  let status: ProposalStatus = 'pending';
  return actions.map(action => {
    const step: Transition = transitions[status][action];
    if ('refused' in step) return step.refused;
    status = step.to;
    return status;
  });
}

test.each([
  [['accept', 'accept', 'reject', 'cancel', 'timeout'], 'accepted'],
  [['reject', 'accept', 'reject', 'cancel', 'timeout'], 'rejected'],
  [['cancel', 'accept', 'reject', 'cancel', 'timeout'], 'cancelled'],
] as const)('of %j the first counts: %s, and no other finds it pending', (actions, outcome) => {
  const refused = 'PROPOSAL_NOT_PENDING';
  expect(play(actions)).toEqual([outcome, ...[refused, refused, refused, refused]]);
});

test('what comes after its time is refused as expired', () => {
  const expired = 'PROPOSAL_EXPIRED';
  expect(play(['timeout', 'accept', 'reject', 'cancel', 'timeout'])).toEqual([
    'timeout',
    ...[expired, expired, expired, expired],
  ]);
});

test('whatever is done in whatever order, there is one outcome and it stays', () => {
  const anyActions = fc.array(fc.constantFrom(...proposalActions), { minLength: 1 });
  fc.assert(
    fc.property(anyActions, ([first = 'timeout', ...others]) => {
      const [outcome, ...answers] = play([first, ...others]);
      expect(play([first])).toEqual([outcome]);
      const refusal = outcome === 'timeout' ? 'PROPOSAL_EXPIRED' : 'PROPOSAL_NOT_PENDING';
      expect(answers).toEqual(others.map(() => refusal));
    }),
  );
});

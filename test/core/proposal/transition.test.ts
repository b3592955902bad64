import fc from 'fast-check';
import {
  type ProposalAction,
  proposalActions,
  transitions,
} from '../../../core/proposal/transition.ts';
import type { ProposalStatus } from '../../../core/wire/socket/proposal.ts';

// Every cell is demanded by the compiler and stands here as a literal.
const expected: Record<ProposalStatus, Record<ProposalAction, string>> = {
  pending: { accept: 'accepted', reject: 'rejected', cancel: 'cancelled', timeout: 'timeout' },
  accepted: {
    accept: 'PROPOSAL_NOT_PENDING',
    reject: 'PROPOSAL_NOT_PENDING',
    cancel: 'PROPOSAL_NOT_PENDING',
    timeout: 'PROPOSAL_NOT_PENDING',
  },
  rejected: {
    accept: 'PROPOSAL_NOT_PENDING',
    reject: 'PROPOSAL_NOT_PENDING',
    cancel: 'PROPOSAL_NOT_PENDING',
    timeout: 'PROPOSAL_NOT_PENDING',
  },
  cancelled: {
    accept: 'PROPOSAL_NOT_PENDING',
    reject: 'PROPOSAL_NOT_PENDING',
    cancel: 'PROPOSAL_NOT_PENDING',
    timeout: 'PROPOSAL_NOT_PENDING',
  },
  timeout: {
    accept: 'PROPOSAL_EXPIRED',
    reject: 'PROPOSAL_EXPIRED',
    cancel: 'PROPOSAL_EXPIRED',
    timeout: 'PROPOSAL_EXPIRED',
  },
};

const cells = Object.entries(expected).flatMap(([status, row]) =>
  Object.entries(row).map(([action, outcome]) => [status, action, outcome] as const),
);

test.each(cells)('%s, asked to %s, gives %s', (status, action, outcome) => {
  const cell = transitions[status as ProposalStatus][action as ProposalAction];
  expect(Object.values(cell)).toEqual([outcome]);
});

test('whatever is done in whatever order, there is one outcome and it stays', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...proposalActions)), actions => {
      const outcomes: ProposalStatus[] = [];
      let status: ProposalStatus = 'pending';
      for (const action of actions) {
        const cell: (typeof transitions)[ProposalStatus][ProposalAction] =
          transitions[status][action];
        if (!('to' in cell)) continue;
        status = cell.to;
        outcomes.push(status);
      }
      expect(outcomes).toHaveLength(actions.length === 0 ? 0 : 1);
    }),
  );
});

import { listKeysOf } from '../../../core/proposal/list-keys.ts';
import { exampleProposal } from './example-proposal.ts';

test('a pending proposal is listed until it expires', () => {
  expect(listKeysOf(exampleProposal())).toEqual({ pendingUntil: '2026-11-20T20:03:00.000Z' });
});

test.each(['accepted', 'rejected', 'cancelled', 'timeout'] as const)(
  'one that is %s is listed by when that was decided',
  status => {
    const decidedAt = '2026-11-20T20:01:00.000Z';
    expect(listKeysOf(exampleProposal({ status, decidedAt }))).toEqual({
      endedAt: '2026-11-20T20:01:00.000Z',
    });
  },
);

test('one that was decided without a time is listed by when it was written, if that is known', () => {
  const proposal = exampleProposal({ status: 'cancelled' });
  expect(listKeysOf(proposal)).toEqual({ endedAt: '2026-11-20T20:03:00.000Z' });
  expect(listKeysOf(proposal, '2026-11-20T20:02:00.000Z')).toEqual({
    endedAt: '2026-11-20T20:02:00.000Z',
  });
});

import '../../support/page.ts';
import { screen, within } from '@testing-library/react';
import type { UseProposalsResult } from '../../../clients/react/index.ts';
import { PendingLists } from '../../../dashboard/bettors/pending-lists.tsx';
import { renderInPage } from '../support/in-page.tsx';

const proposal = (proposalId: string, fightId: string, fromUserId = 'bea') => ({
  proposalId,
  kind: 'pago',
  fightId,
  fromUserId,
  toUserId: fromUserId === 'bea' ? 'ana' : 'bea',
  amount: 50_000,
  currency: 'MXN',
  status: 'pending',
  createdAt: '2026-11-21T20:00:00.000Z',
  expiresAt: '2026-11-21T20:03:00.000Z',
});

/** What ana sees of her book, where bets for the fight `past` are closed. */
function renderLists(view: object, ...proposals: readonly object[]): void {
  const book = {
    status: 'open',
    isConnected: true,
    isComplete: true,
    isTruncated: false,
    failures: { inARow: 0 },
    remainingMs: () => 60_000,
    proposals,
    ...view,
  } as unknown as UseProposalsResult;
  renderInPage(<PendingLists book={book} userId="ana" pastFightIds={new Set(['past'])} />);
}

const buttonsIn = (name: string) =>
  within(screen.getByRole('region', { name }))
    .queryAllByRole('button')
    .map(({ textContent }) => textContent);

test('a proposal of a fight whose bets are closed waits no more, and cannot be accepted', () => {
  renderLists({}, proposal('p1', 'open'), proposal('p2', 'past'));
  expect(buttonsIn('Waiting for an answer')).toEqual(['Accept', 'Reject']);
  expect(buttonsIn('Too late')).toEqual(['Reject']);
  expect(screen.getAllByRole('timer')).toHaveLength(1);
});

test('whose is too late can be taken back, and nothing else waits', () => {
  renderLists({}, proposal('p2', 'past', 'ana'));
  expect(buttonsIn('Too late')).toEqual(['Take back']);
  screen.getByText(/^No proposals are waiting/);
});

test.each([
  ['connected', {}, /^No proposals are waiting/],
  ['not connected', { status: 'waiting', isConnected: false }, /pending proposals cannot be shown/],
  ['when only decided ones were left out', { isTruncated: true }, /^No proposals are waiting/],
  ['still asking', { isComplete: false }, /^Loading pending proposals/],
])('%s, an empty list says only what is known', (_how, view, expected) => {
  renderLists(view);
  screen.getByText(expected);
  expect(
    screen.queryAllByText(/No proposals are waiting|cannot be shown|more may be waiting|Loading/),
  ).toHaveLength(1);
});

test('a list that the server cut is not shown as complete', () => {
  renderLists({ isTruncated: true }, proposal('p2', 'past'));
  screen.getByText(/more may be waiting/);
  expect(screen.queryByText(/No proposals are waiting/)).toBeNull();
});

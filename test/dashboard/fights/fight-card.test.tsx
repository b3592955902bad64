import '../../support/page.ts';
import { screen } from '@testing-library/react';
import type { ReceivedEvent } from '../../../clients/react/index.ts';
import { fightBoard } from '../../../dashboard/fights/fight-board.ts';
import { FightCard } from '../../../dashboard/fights/fight-card.tsx';
import { renderInPage } from '../support/in-page.tsx';

const event = (id: string, type: string, data: Record<string, unknown>): ReceivedEvent =>
  ({ id, type, timestamp: 1_000, data: { fightId: 'f1', ...data } }) as ReceivedEvent;
const pago = { proposalId: 'p1', kind: 'pago', action: 'created', amount: 500 };
const created = event('e1', 'FIGHT_CREATED', { status: 'betting', title: 'Final' });

/** The card of the fight that the events are of. */
function renderCard(
  events: readonly ReceivedEvent[],
  now: number,
  betsSinceMs = Number.NEGATIVE_INFINITY,
): void {
  const fight = fightBoard([created, ...events]).get('f1');
  if (fight === undefined) throw new Error('the events are of no fight');
  renderInPage(<FightCard fight={fight} betsSinceMs={betsSinceMs} now={now} />);
}

test.each([
  ['twenty seconds', 20_000],
  ['an hour', 3_600_000],
])('the ring of a proposal that has %s is full when it begins', (_long, totalMs) => {
  const proposal = { ...pago, createdAt: 1_000 };
  const made = event('e2', 'PAGO_PROPOSAL', { ...proposal, expiresAt: 1_000 + totalMs });
  renderCard([made], 1_000 + totalMs * 0.1);
  const ring = screen.getByRole('timer').innerHTML;
  expect(ring).toContain('--mantine-color-teal-6');
  // Nine tenths of its length.
  expect(ring).toContain('stroke-dasharray="53.72');
});

const bet = event('e3', 'NEW_BET', { betId: 'b1', side: 'red', amount: 50_000, currency: 'MXN' });

test.each([
  ['all are known', Number.NEGATIVE_INFINITY],
  ['all since its creation are known', 1_000],
])('the bets of a fight are shown as they are where %s', (_what, sinceMs) => {
  renderCard([bet], 2_000, sinceMs);
  screen.getByText('1 bet, 500.00 MXN');
  screen.getByText('matched 0.00 MXN');
});

test('a fight that is older than the oldest known bet has at least those that are known', () => {
  renderCard([bet], 2_000, 1_001);
  screen.getByText('at least 1 bet, 500.00 MXN');
  screen.getByText('matched at least 0.00 MXN');
});

test.each([
  ['MXN', undefined],
  [undefined, 'MXN'],
])(
  'bets in %s and in %s make no amount: what names no currency is in none that is known',
  (one, other) => {
    const bets = [one, other].map((currency, at) =>
      event(`e${at + 3}`, 'NEW_BET', { betId: `b${at}`, side: 'red', amount: 500, currency }),
    );
    renderCard(bets, 2_000);
    screen.getByText('2 bets in several currencies');
    expect(screen.queryByText(/MXN|minor units/)).toBeNull();
  },
);

test('bets that all name no currency are counted in minor units', () => {
  const unnamed = { betId: 'b1', side: 'red', amount: 500 };
  renderCard([event('e3', 'NEW_BET', unnamed)], 2_000);
  screen.getByText('1 bet, 500 minor units');
});

test('bets of several currencies are counted, and no amount is made of them', () => {
  const other = event('e4', 'NEW_BET', { betId: 'b2', side: 'blue', amount: 900, currency: 'USD' });
  renderCard([bet, other], 2_000);
  screen.getByText('2 bets in several currencies');
  expect(screen.queryByText(/MXN|USD/)).toBeNull();
});

test.each([
  ['all are known', Number.NEGATIVE_INFINITY, '1 proposal waits'],
  ['older ones are not known', 1_001, 'at least 1 proposal waits'],
])('where %s of what is proposed, the card says %s', (_what, sinceMs, expected) => {
  const proposal = { ...pago, createdAt: 1_000, expiresAt: 9_000 };
  renderCard([event('e5', 'PAGO_PROPOSAL', proposal)], 2_000, sinceMs);
  screen.getByText(expected);
});

test('a fight whose creation the log no longer has is not shown as without bets', () => {
  const opened = event('e6', 'BETTING_WINDOW_OPENED', { openedAt: 1_000 });
  const fight = fightBoard([opened]).get('f1');
  if (fight === undefined) throw new Error('the events are of no fight');
  renderInPage(<FightCard fight={fight} betsSinceMs={Number.NEGATIVE_INFINITY} now={2_000} />);
  screen.getByText('No bets in the latest events');
});

test('where older bets are not known no fight is shown as without bets', () => {
  renderCard([], 2_000, 1_001);
  screen.getByText('No bets in the latest events');
});

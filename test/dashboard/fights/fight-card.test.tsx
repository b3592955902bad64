import '../../support/page.ts';
import { screen } from '@testing-library/react';
import { type BoardEvent, fightBoard } from '../../../dashboard/fights/fight-board.ts';
import { FightCard } from '../../../dashboard/fights/fight-card.tsx';
import { renderInPage } from '../support/in-page.tsx';

const event = (id: string, type: string, data: Record<string, unknown>): BoardEvent => ({
  id,
  type,
  timestamp: 1_000,
  data: { fightId: 'f1', ...data },
});
const created = event('e1', 'FIGHT_CREATED', { status: 'betting', title: 'Final' });

/** The card of the fight that the events tell of. */
function renderCard(events: readonly BoardEvent[], now: number): void {
  const fight = fightBoard([created, ...events]).get('f1');
  if (fight === undefined) throw new Error('the events tell of no fight');
  renderInPage(<FightCard fight={fight} now={now} />);
}

test.each([
  ['twenty seconds', 20_000],
  ['an hour', 3_600_000],
])('the ring of a proposal that has %s is full when it begins', (_long, totalMs) => {
  const proposal = { proposalId: 'p1', kind: 'pago', action: 'created', createdAt: 1_000 };
  const made = event('e2', 'PAGO_PROPOSAL', { ...proposal, expiresAt: 1_000 + totalMs });
  renderCard([made], 1_000 + totalMs * 0.1);
  const ring = screen.getByRole('timer').innerHTML;
  expect(ring).toContain('--mantine-color-teal-6');
  // Nine tenths of its length.
  expect(ring).toContain('stroke-dasharray="53.72');
});

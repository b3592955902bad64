import '../../support/page.ts';
import { act, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import type { UseProposalsResult } from '../../../clients/react/index.ts';
import { ProposalForm } from '../../../dashboard/bettors/proposal-form.tsx';
import { renderInPage } from '../support/in-page.tsx';

const proposed: unknown[] = [];
const book = {
  propose: (...asked: unknown[]) => {
    proposed.push(asked);
    return Promise.resolve({ kind: 'answered' });
  },
} as unknown as UseProposalsResult;

beforeEach(() => {
  proposed.length = 0;
});

function Form({ fightIds }: { readonly fightIds: readonly string[] }) {
  const [fightId, setFightId] = useState(fightIds[0] ?? '');
  return (
    <ProposalForm
      book={book}
      opponent="bea"
      fightIds={fightIds}
      fightId={fightId}
      onFight={setFightId}
    />
  );
}

const field = (name: string): HTMLInputElement =>
  screen.getByLabelText(name, { selector: 'input' });
const propose = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Propose' });
const type = (name: string, value: string): void => {
  fireEvent.focus(field(name));
  fireEvent.change(field(name), { target: { value } });
  fireEvent.blur(field(name));
};

test('of several fights whose bets are open each can be chosen', async () => {
  renderInPage(<Form fightIds={['f2', 'f1']} />);
  fireEvent.click(field('Fight'));
  const options = screen.getAllByRole('option', { hidden: true });
  expect(options.map(({ textContent }) => textContent)).toEqual(['f2', 'f1']);
  fireEvent.click(screen.getByRole('option', { name: 'f1', hidden: true }));
  await act(async () => void fireEvent.click(propose()));
  expect(proposed).toMatchObject([['pago', { toUserId: 'bea', fightId: 'f1', amount: 50_000 }]]);
});

test('where no fight is known its name is typed', async () => {
  renderInPage(<Form fightIds={[]} />);
  type('Fight', 'f9');
  await act(async () => void fireEvent.click(propose()));
  expect(proposed).toMatchObject([['pago', { fightId: 'f9' }]]);
});

test.each([
  ['0', 'More than nothing'],
  ['90071992547409.92', 'At most 90,071,992,547,409.91'],
])('the amount %s stays as it was typed, and is not proposed: %s', (amount, reason) => {
  renderInPage(<Form fightIds={['f1']} />);
  type('Amount', amount);
  expect(field('Amount').value.replaceAll(',', '')).toBe(`${amount} MXN`);
  expect(propose().disabled).toBe(true);
  screen.getByText(reason);
});

test('of an amount below nothing the sign is not taken', () => {
  renderInPage(<Form fightIds={['f1']} />);
  type('Amount', '-5');
  expect(field('Amount').value).toBe('5 MXN');
});

import '../../support/page.ts';
import { act, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import type { UseProposalsResult } from '../../../clients/react/index.ts';
import { ProposalForm } from '../../../dashboard/bettors/proposal-form.tsx';
import { renderInPage } from '../support/in-page.tsx';

const proposed: unknown[] = [];
let answer: unknown;
const bookOf = (currencies: UseProposalsResult['currencies']) =>
  ({
    currencies,
    propose: (...asked: unknown[]) => {
      proposed.push(asked);
      return Promise.resolve(answer);
    },
  }) as unknown as UseProposalsResult;

const mxn = { code: 'MXN', decimals: 2 };
const jpy = { code: 'JPY', decimals: 0 };
const kwd = { code: 'KWD', decimals: 3 };

beforeEach(() => {
  proposed.length = 0;
  answer = { kind: 'answered' };
});

interface FormProps {
  readonly fightIds: readonly string[];
  readonly currencies?: UseProposalsResult['currencies'];
}

function Form({ fightIds, currencies = [mxn] }: FormProps) {
  const [fightId, setFightId] = useState(fightIds[0] ?? '');
  return (
    <ProposalForm
      book={bookOf(currencies)}
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
  ['0', 'Enter more than zero'],
  ['90071992547409.92', 'At most 90,071,992,547,409.91 MXN'],
  ['5.001', 'At most 2 decimals in MXN'],
  ['-5', '“-5” is no amount: expected digits, one point or comma'],
  ['1e3', '“1e3” is no amount: expected digits, one point or comma'],
  ['１２', '“１２” is no amount: expected digits, one point or comma'],
  ['1,000', '“1,000” can be 1000 or 1: write one of these'],
])('the amount %s stays as it was typed, and is not proposed: %s', (amount, reason) => {
  renderInPage(<Form fightIds={['f1']} />);
  type('Amount', amount);
  expect(field('Amount').value).toBe(amount);
  expect(propose().disabled).toBe(true);
  screen.getByText(reason);
});

test.each([
  ['12,5', '12.50 MXN', 1_250],
  ['1.234,50', '1,234.50 MXN', 123_450],
  ['1,234.50', '1,234.50 MXN', 123_450],
  [' 12.50 ', '12.50 MXN', 1_250],
])(
  '%s, pasted at once, stays as it is, is read as %s, and proposed as that',
  async (pasted, read, amount) => {
    renderInPage(<Form fightIds={['f1']} />);
    type('Amount', pasted);
    expect(field('Amount').value).toBe(pasted);
    screen.getByText(read);
    await act(async () => void fireEvent.click(propose()));
    expect(proposed).toMatchObject([['pago', { amount }]]);
  },
);

test.each([
  ['1234.5', [mxn], { amount: 123_450, currency: 'MXN' }],
  ['0.29', [mxn], { amount: 29, currency: 'MXN' }],
  ['90071992547409.91', [mxn], { amount: 9_007_199_254_740_991, currency: 'MXN' }],
  ['1234', [jpy], { amount: 1_234, currency: 'JPY' }],
  ['1.5', [kwd, mxn], { amount: 1_500, currency: 'KWD' }],
])('%s is proposed in the first currency of the stack', async (amount, currencies, expected) => {
  renderInPage(<Form fightIds={['f1']} currencies={currencies} />);
  type('Amount', amount);
  await act(async () => void fireEvent.click(propose()));
  expect(proposed).toMatchObject([['pago', expected]]);
});

test('of several currencies each can be chosen, and the amount is read by it', async () => {
  renderInPage(<Form fightIds={['f1']} currencies={[mxn, jpy]} />);
  type('Amount', '12.5');
  fireEvent.click(field('Currency'));
  const options = screen.getAllByRole('option', { hidden: true });
  expect(options.map(({ textContent }) => textContent)).toEqual(['MXN', 'JPY', 'f1']);
  fireEvent.click(screen.getByRole('option', { name: 'JPY', hidden: true }));
  expect(field('Amount').value).toBe('12.5');
  screen.getByText('No decimals in JPY');
  expect(propose().disabled).toBe(true);
  type('Amount', '12');
  await act(async () => void fireEvent.click(propose()));
  expect(proposed).toMatchObject([['pago', { amount: 12, currency: 'JPY' }]]);
});

test('until the server has listed the currencies nothing is proposed, and none is named', () => {
  renderInPage(<Form fightIds={['f1']} currencies={[]} />);
  expect(field('Amount').value).toBe('500');
  expect(propose().disabled).toBe(true);
  expect(screen.queryByLabelText('Currency')).toBeNull();
});

test.each([
  ['the kind', () => fireEvent.click(screen.getByLabelText('DOY'))],
  ['the other side', () => type('To', 'carla')],
  ['the amount', () => type('Amount', '60')],
  [
    'the currency',
    () => fireEvent.click(screen.getByRole('option', { name: 'JPY', hidden: true })),
  ],
  ['the fight', () => type('Fight', 'f2')],
  ['the message', () => type('Message', 'al rojo')],
])('what was refused is shown until %s changes', async (_, change) => {
  answer = { kind: 'refused', code: 'BETTING_CLOSED', message: 'closed' };
  renderInPage(<Form fightIds={[]} currencies={[mxn, jpy]} />);
  type('Fight', 'f1');
  await act(async () => void fireEvent.click(propose()));
  expect(screen.getByRole('alert').textContent).toMatch(/^Bets are closed for this fight/);
  fireEvent.click(field('Currency'));
  expect(screen.queryByRole('alert')).not.toBeNull();
  await act(async () => void change());
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a refusal of what was changed while it was asked is shown', async () => {
  let refuse = (_outcome: unknown): void => {};
  answer = new Promise(resolve => {
    refuse = resolve;
  });
  renderInPage(<Form fightIds={['f1']} />);
  await act(async () => void fireEvent.click(propose()));
  type('Amount', '60');
  await act(async () => refuse({ kind: 'refused', code: 'BETTING_CLOSED', message: 'closed' }));
  expect(screen.getByRole('alert').textContent).toMatch(/^Bets are closed for this fight/);
});

import fc from 'fast-check';
import { createProposal } from '../../../core/proposal/proposal-desk.ts';
import { type Currencies, currencyOf } from '../../../core/wire/currency.ts';
import { currencyCodes } from '../../../core/wire/iso-4217.ts';
import type { Proposal } from '../../../core/wire/socket/proposal.ts';
import { createdAtMs } from './example-proposal.ts';

const fresh = async () => {
  throw new Error('expected nothing but a proposal to be made');
};

/** Ana proposes to Beto on a stack of these currencies; what was stored, and what she is answered. */
async function propose(codes: readonly string[], currency?: string) {
  const made: Proposal[] = [];
  const answer = await createProposal(
    {
      kind: 'pago',
      fromUserId: 'ana',
      requestId: 'r-1',
      data: { toUserId: 'beto', fightId: 'f-1', amount: 5_000, ...(currency && { currency }) },
    },
    {
      store: {
        create: async proposal => {
          made.push(proposal);
          return { kind: 'created' };
        },
        find: fresh,
        decide: fresh,
        release: fresh,
      },
      now: () => createdAtMs,
      timeoutMs: 180_000,
      currencies: codes.map(currencyOf) as unknown as Currencies,
    },
  );
  return { made: made.map(proposal => proposal.currency), answer };
}

test.each([
  ['none', ['MXN'], undefined, 'MXN'],
  ['none', ['USD', 'MXN'], undefined, 'USD'],
  ['the first', ['MXN', 'USD'], 'MXN', 'MXN'],
  ['another', ['MXN', 'USD', 'JPY'], 'JPY', 'JPY'],
])('naming %s of %j it is made: %j is %s', async (_which, codes, currency, expected) => {
  const { made, answer } = await propose(codes, currency);
  expect(made).toEqual([expected]);
  expect(answer).toMatchObject({ kind: 'done', proposal: { amount: 5_000, currency: expected } });
});

test.each([
  [['MXN'], 'USD', 'received the currency USD, expected MXN'],
  [['MXN', 'JPY'], 'EUR', 'received the currency EUR, expected one of MXN, JPY'],
  [['MXN'], 'ABQ', 'received the currency ABQ, expected MXN'],
])('where %j are accepted, one in %s is refused and not made', async (codes, currency, message) => {
  const { made, answer } = await propose(codes, currency);
  expect(answer).toEqual({ kind: 'refused', code: 'CURRENCY_NOT_ALLOWED', message });
  expect(made).toEqual([]);
});

test('whatever a stack lists, one is made in these and in no other', async () => {
  const listed = fc.uniqueArray(fc.constantFrom(...currencyCodes), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(listed, fc.constantFrom(...currencyCodes), async (codes, currency) => {
      const { made } = await propose(codes, currency);
      expect(made).toEqual(codes.includes(currency) ? [currency] : []);
      expect((await propose(codes)).made).toEqual([codes[0]]);
    }),
  );
});

import fc from 'fast-check';
import { typedAmount } from '../../../dashboard/bettors/amount.ts';

const mxn = { code: 'MXN', decimals: 2 };
const jpy = { code: 'JPY', decimals: 0 };
const kwd = { code: 'KWD', decimals: 3 };

test.each([
  ['500', mxn, 50_000],
  ['500.', mxn, 50_000],
  ['.5', mxn, 50],
  ['0.29', mxn, 29],
  ['1.10', mxn, 110],
  ['1.1000', mxn, 110],
  ['007', mxn, 700],
  ['500', jpy, 500],
  ['500.00', jpy, 500],
  ['1.234', kwd, 1_234],
  ['90071992547409.91', mxn, 9_007_199_254_740_991],
  ['9007199254740991', jpy, 9_007_199_254_740_991],
])('%s of %j are %d minor units', (typed, currency, expected) => {
  expect(typedAmount(typed, currency)).toEqual({ minorUnits: expected });
});

test.each([
  ['0', mxn, 'More than nothing'],
  ['0.00', mxn, 'More than nothing'],
  ['.', mxn, 'More than nothing'],
  ['0.001', mxn, 'At most 2 decimals in MXN'],
  ['1.5', jpy, 'No decimals in JPY'],
  ['1.2345', kwd, 'At most 3 decimals in KWD'],
  ['90071992547409.92', mxn, 'At most 90,071,992,547,409.91 MXN'],
  ['9007199254740992', jpy, 'At most 9,007,199,254,740,991 JPY'],
  ['-5', mxn, 'Digits and one point'],
  ['1e3', mxn, 'Digits and one point'],
  ['1,000', mxn, 'Digits and one point'],
])('%s of %j are refused: %s', (typed, currency, reason) => {
  expect(typedAmount(typed, currency)).toEqual({ minorUnits: undefined, reason });
});

test('nothing typed is no amount, and worth no word', () => {
  expect(typedAmount('', mxn)).toEqual({ minorUnits: undefined });
});

test('each amount that there is comes back from how it is written', () => {
  const written = (amount: number, decimals: number): string => {
    const digits = String(amount).padStart(decimals + 1, '0');
    const point = digits.length - decimals;
    return decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  };
  fc.assert(
    fc.property(
      fc.maxSafeInteger().map(Math.abs),
      fc.constantFrom(mxn, jpy, kwd),
      (at, currency) => {
        const amount = Math.max(1, at);
        expect(typedAmount(written(amount, currency.decimals), currency)).toEqual({
          minorUnits: amount,
        });
      },
    ),
  );
});

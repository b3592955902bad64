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
  ['12,5', mxn, 1_250],
  ['12,', mxn, 1_200],
  [',5', mxn, 50],
  ['0,290', mxn, 29],
  ['1234,500', mxn, 123_450],
  ['1,234.50', mxn, 123_450],
  ['1.234,50', mxn, 123_450],
  ['1,234,567.8', mxn, 123_456_780],
  ['90,071,992,547,409.91', mxn, 9_007_199_254_740_991],
  ['1,200.00', jpy, 1_200],
  ['0,125', kwd, 125],
  ['1,234.567', kwd, 1_234_567],
  [' 12.50 ', mxn, 1_250],
  ['12.50\r\n', mxn, 1_250],
])('%s of %j are %d minor units', (typed, currency, expected) => {
  expect(typedAmount(typed, currency)).toEqual({ minorUnits: expected });
});

test.each([
  ['0', mxn, 'Enter more than zero'],
  ['0.00', mxn, 'Enter more than zero'],
  ['.', mxn, 'Enter more than zero'],
  ['0.001', mxn, 'At most 2 decimals in MXN'],
  ['1.5', jpy, 'No decimals in JPY'],
  ['1.2345', kwd, 'At most 3 decimals in KWD'],
  ['90071992547409.92', mxn, 'At most 90,071,992,547,409.91 MXN'],
  ['9007199254740992', jpy, 'At most 9,007,199,254,740,991 JPY'],
  ['1,234', mxn, 'At most 2 decimals in MXN'],
  ['1,234', jpy, 'No decimals in JPY'],
  ['1,000', mxn, '“1,000” can be 1000 or 1: write one of these'],
  ['1.000', jpy, '“1.000” can be 1000 or 1: write one of these'],
  ['12,500', mxn, '“12,500” can be 12500 or 12.5: write one of these'],
  ['1,234', kwd, '“1,234” can be 1234 or 1.234: write one of these'],
  ['1'.repeat(33), mxn, 'At most 32 characters'],
  ['1'.repeat(32), mxn, 'At most 90,071,992,547,409.91 MXN'],
])('%s of %j are refused: %s', (typed, currency, reason) => {
  expect(typedAmount(typed, currency)).toEqual({ minorUnits: undefined, reason });
});

test.each([
  '-5',
  '1e3',
  '+5',
  '１２',
  '٣',
  '0x10',
  '1 000',
  '12.5 MXN',
  '$5',
  '1..5',
  '1,2.5',
  '1.2.3',
  '1,234,567',
  '1,234.567.8',
  '1234,567.8',
  '01,234.5',
  'Infinity',
])('%s is refused as it is, in each currency', typed => {
  for (const currency of [mxn, jpy, kwd]) {
    expect(typedAmount(typed, currency)).toEqual({
      minorUnits: undefined,
      reason: `“${typed}” is no amount: expected digits, one point or comma`,
    });
  }
});

test.each(['', ' '])('nothing typed, "%s", is no amount, and worth no word', typed => {
  expect(typedAmount(typed, mxn)).toEqual({ minorUnits: undefined });
});

test('each amount is read back from how it is written', () => {
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

import { money } from '../../../core/wire/money.ts';

test.each([
  [123_456, 'MXN', '1,234.56 MXN'],
  [480_000, 'MXN', '4,800.00 MXN'],
  [0, 'MXN', '0.00 MXN'],
  [-5, 'USD', '-0.05 USD'],
  [123_456, 'JPY', '123,456 JPY'],
  [123_456, 'KWD', '123.456 KWD'],
  [123_456, 'COP', '1,234.56 COP'],
  [9_007_199_254_740_991, 'MXN', '90,071,992,547,409.91 MXN'],
  [1e21, 'MXN', '10,000,000,000,000,000,000.00 MXN'],
])('%d of %s reads %s', (amount, currency, expected) => {
  expect(money(amount, currency)).toBe(expected);
});

test.each([
  [50_000, undefined, '50,000 minor units'],
  [1, undefined, '1 minor unit'],
  [50_000, 'points', '50,000 minor units of points'],
])(
  '%d of the currency %j, of which nothing is known, is shown as what it is',
  (amount, currency, expected) => {
    expect(money(amount, currency)).toBe(expected);
  },
);

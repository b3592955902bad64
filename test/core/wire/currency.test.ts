import { currencyOf } from '../../../core/wire/currency.ts';
import { currencyCodes } from '../../../core/wire/iso-4217.ts';

test.each([
  ['MXN', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['CLF', 4],
  // Of 2024 and 2025: an environment of before does not know them, and need not.
  ['ZWG', 2],
  ['XCG', 2],
])('the currency %s has %i decimals', (code, decimals) => {
  expect(currencyOf(code)).toEqual({ code, decimals });
});

test.each(['', 'mxn', 'pesos', 'ABQ', '__proto__'])('%j is no currency', code => {
  expect(currencyOf(code)).toBeUndefined();
});

test('every code of ISO 4217 stands in the list once, in order, and has decimals', () => {
  expect([...new Set(currencyCodes)].sort()).toEqual(currencyCodes);
  expect(currencyCodes.filter(code => currencyOf(code) === undefined)).toEqual([]);
});

test.each(['MXP', 'DEM', 'HRK', 'BGN', 'XAU', 'XXX', 'XTS'])(
  '%s, in which nobody pays any more or ever did, is not in the list',
  code => {
    expect(currencyCodes).not.toContain(code);
  },
);

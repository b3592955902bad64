import { minorUnits } from '../../../core/wire/minor-units.ts';

test.each([
  ['MXN', 2],
  ['USD', 2],
  ['JPY', 0],
  ['CLP', 0],
  ['KWD', 3],
  ['CLF', 4],
])('%s has %i decimals', (currency, decimals) => {
  expect(minorUnits(currency)).toBe(decimals);
});

// Intl says 0 of each: that is how prices are written, not what the smallest unit is.
test.each([
  ['COP', 2],
  ['HUF', 2],
  ['IDR', 2],
  ['PKR', 2],
  ['IQD', 3],
])('%s has the %i decimals of ISO 4217, whatever Intl says', (currency, decimals) => {
  expect(minorUnits(currency)).toBe(decimals);
});

test.each(['', 'mxn', 'pesos', 'ABQ', 'constructor'])('of %j nothing is known', currency => {
  expect(minorUnits(currency)).toBeUndefined();
});

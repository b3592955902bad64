import { tokenAmount } from '../../../dashboard/parts/token-amount.ts';

test.each([
  ['0', '0'],
  ['999', '999'],
  ['3600000', '3,600,000'],
  // Beyond what a floating-point number holds: the largest amount there is.
  [
    '170141183460469231731687303715884105727',
    '170,141,183,460,469,231,731,687,303,715,884,105,727',
  ],
  [9_007_199_254_740_993n, '9,007,199,254,740,993'],
  ['1.5', '1.5'],
])('the amount %s is shown as %s', (amount, shown) => {
  expect(tokenAmount(amount)).toBe(shown);
});

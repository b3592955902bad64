import { timeLeft } from '../../../dashboard/parts/time-left.ts';

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [9_999, '9 s'],
  [60_000, '1 min 0 s'],
  [725_000, '12 min 5 s'],
  [3_600_000, '1 h 0 min'],
  [86_399_999, '23 h 59 min'],
  [183_600_000, '2 d 3 h'],
  [200_000_000 * 86_400_000, '200,000,000 d 0 h'],
])('of %d ms is left: %s', (leftMs, words) => {
  expect(timeLeft(leftMs)).toBe(words);
});

import { sharePercent } from '../../../dashboard/payment-streams/share-percent.ts';

test.each([
  [0n, 100n, 0],
  [1n, 1_000n, 0.1],
  [1n, 3n, 33.3],
  [170_141_183_460_469_231_731_687_303_715_884_105_726n, 2n ** 127n - 1n, 99.9],
  [5n, 5n, 100],
  [6n, 5n, 100],
  [0n, 0n, 0],
])('%s of %s is %d %%', (part, whole, percent) => {
  expect(sharePercent(part, whole)).toBe(percent);
});

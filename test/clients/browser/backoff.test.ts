import { backoffMs } from '../../../clients/browser/backoff.ts';

const settings = { backoffBaseMs: 1_000, backoffCapMs: 60_000 };

test('the bound doubles with each failure, up to the cap', () => {
  const bounds = [1, 2, 3, 6, 7, 50, 2_000].map(n => backoffMs(n, 1, settings));
  expect(bounds).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
});

test('the jitter is full: anything from nothing to the bound', () => {
  expect([0, 0.25, 0.999].map(random => backoffMs(3, random, settings))).toEqual([0, 1_000, 3_996]);
});

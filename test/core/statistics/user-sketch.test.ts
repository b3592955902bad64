import { estimateUsers, placeOf, sketchPlaces } from '../../../core/statistics/user-sketch.ts';

const placesOf = (count: number, prefix: string): ReadonlySet<number> =>
  new Set(Array.from({ length: count }, (_, n) => placeOf(`${prefix}${n}`)));

test('a user has the same place in every version: samples of several are united', () => {
  expect(['', 'ana', 'bea', 'ñandú', 'user-1', 'user-2'].map(placeOf)).toEqual([
    15_371, 15_442, 13_632, 13_948, 2_796, 4_305,
  ]);
});

test('nobody is nobody, and few are counted as they are', () => {
  expect(estimateUsers(new Set())).toBe(0);
  expect(estimateUsers(placesOf(1, 'user-'))).toBe(1);
  expect(estimateUsers(placesOf(25, 'user-'))).toBe(25);
});

// Four standard errors of linear counting with 16,384 places: 0.5 % of 1,000, 0.7 % of 10,000, 2.7 % of 100,000.
test.each([
  [1_000, 20],
  [10_000, 280],
  [100_000, 10_800],
])('%s users are estimated within %s, whatever their ids look like', (count, within) => {
  for (const prefix of ['', 'user-', '\u{1F413}']) {
    const estimated = estimateUsers(placesOf(count, prefix));
    expect(Math.abs(estimated - count)).toBeLessThanOrEqual(within);
  }
});

test('more than fit are at least as many as fit', () => {
  const all = new Set(Array.from({ length: sketchPlaces }, (_, place) => place));
  expect(estimateUsers(all)).toBe(158_991);
  for (const place of placesOf(1_000, '')) expect(all).toContain(place);
});

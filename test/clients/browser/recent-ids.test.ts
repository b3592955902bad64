import { RecentIds } from '../../../clients/browser/index.ts';

test('an id is new once', () => {
  const ids = new RecentIds(10);
  expect(['a', 'b', 'a', 'b', 'c'].map(id => ids.add(id))).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
});

test('the newest half of its capacity is always known, and never more than its capacity', () => {
  const ids = new RecentIds(100);
  for (let n = 0; n < 10_000; n += 1) {
    expect(ids.add(`e-${n}`)).toBe(true);
    expect(ids.size).toBeLessThanOrEqual(100);
    if (n >= 50) expect(ids.add(`e-${n - 49}`)).toBe(false);
  }
});

import { Throttle } from '../../../local/runtime/throttle.ts';

test('the burst is allowed at once, then the rate', () => {
  const throttle = new Throttle(10, 3);
  expect([0, 0, 0, 0].map(nowMs => throttle.allows(nowMs))).toEqual([true, true, true, false]);
  expect([99, 100, 100, 200].map(nowMs => throttle.allows(nowMs))).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test('waiting longer than the burst takes to fill earns no more than the burst', () => {
  const throttle = new Throttle(10, 2);
  throttle.allows(0);
  expect([60_000, 60_000, 60_000].map(nowMs => throttle.allows(nowMs))).toEqual([
    true,
    true,
    false,
  ]);
});

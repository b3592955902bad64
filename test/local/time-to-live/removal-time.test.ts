import { removalTimeMs } from '../../../local/time-to-live/removal-time.ts';

const nowMs = 1_800_000_000_000;
const latestMs = 172_800_000;

test('items that expired together are removed at different times, none early and none too late', () => {
  const delays = Array.from({ length: 100 }, (_, index) => {
    const item = { key: `k${index}`, expiresAtSec: 1_799_999_000 };
    return (removalTimeMs(item, latestMs, nowMs) ?? 0) - 1_799_999_000_000;
  });
  expect(new Set(delays).size).toBe(100);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...delays)).toBeLessThan(latestMs);
  expect(Math.max(...delays)).toBeGreaterThan(latestMs / 2);
});

test('an item that expired later may go earlier', () => {
  const times = [1_799_990_000, 1_799_990_001, 1_799_990_002, 1_799_990_003].map(expiresAtSec =>
    removalTimeMs({ key: 'k', expiresAtSec }, latestMs, nowMs),
  );
  expect(times).not.toEqual(times.toSorted());
});

test('what expired more than five years ago stays, and so does what is no time', () => {
  const fiveYearsSec = 5 * 365 * 24 * 3_600;
  const at = (expiresAtSec: number) => removalTimeMs({ key: 'k', expiresAtSec }, 0, nowMs);
  expect(at(1_800_000_000 - fiveYearsSec - 1)).toBeUndefined();
  expect(at(1_800_000_000 - fiveYearsSec)).toBe(nowMs - fiveYearsSec * 1_000);
  expect(at(Number.NaN)).toBeUndefined();
});

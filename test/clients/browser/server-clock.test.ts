import { remainingMs, ServerClock } from '../../../clients/browser/index.ts';

test('before anything was heard, the clocks agree', () => {
  expect(new ServerClock().now(1_000)).toBe(1_000);
});

test('of several frames the one that took least counts, and old news does not set it back', () => {
  const clock = new ServerClock();
  clock.hear(10_000, 7_500);
  clock.hear(10_100, 7_520);
  clock.hear(4_000, 7_530);
  expect(clock.skewMs).toBe(2_580);
});

test('32 frames later, a clock that was set is believed', () => {
  const clock = new ServerClock();
  clock.hear(90_000, 0);
  for (let n = 0; n < 32; n += 1) clock.hear(n, n);
  expect(clock.skewMs).toBe(0);
});

test('what is left of a moment, as text or number, is never below nothing', () => {
  expect(remainingMs('1970-01-01T00:00:05.000Z', 1_500)).toBe(3_500);
  expect(remainingMs(5_000, 1_500)).toBe(3_500);
  expect(remainingMs(5_000, 9_000)).toBe(0);
});

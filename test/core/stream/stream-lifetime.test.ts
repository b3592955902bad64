import { leaseEndsAtMs, streamLifetimeMs } from '../../../core/stream/stream-lifetime.ts';
import { parseSettings } from '../../../lib/settings.ts';

test.each([
  [0, 270_000],
  [0.5, 300_000],
  [1, 330_000],
])('a stream of 300 s lives within a jitter of 10 %% (%d): %d ms', (random, expected) => {
  expect(streamLifetimeMs(300_000, 900_000, () => random)).toBe(expected);
});

test('it ends five seconds before the function’s deadline at the latest', () => {
  expect(streamLifetimeMs(300_000, 60_000, () => 0.5)).toBe(55_000);
});

test('it ends at once when there is no time left', () => {
  expect(streamLifetimeMs(300_000, 1_000, () => 0.5)).toBe(0);
});

test('with the defaults a reader who left unnoticed is forgotten within five minutes, at the worst [G7]', () => {
  const { streamLifetimeSeconds } = parseSettings({});
  const longestMs = streamLifetimeMs(streamLifetimeSeconds * 1_000, 900_000, () => 1);
  expect(longestMs).toBe(297_000);
  // The row has whole seconds, rounded up.
  expect(Math.ceil(leaseEndsAtMs(999 + longestMs) / 1_000)).toBe(300);
});

import { streamLifetimeMs } from '../../../lambdas/channel-stream/stream-lifetime.ts';

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

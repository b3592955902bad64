import { drainMessage, drainRetryMs } from '../../../core/drain/drain.ts';

test.each([
  // Until its end, and spread over nine seconds more.
  [12_000, 0, 13_000],
  [12_000, 0.5, 17_500],
  [12_000, 1, 22_000],
  // It may be ended sooner: nobody waits for an hour.
  [3_600_000, 0, 31_000],
  [3_600_000, 1, 40_000],
  [-1, 0, 1_000],
])('with %d ms left and the lot %d one comes back after %d ms', (leftMs, random, expected) => {
  expect(drainRetryMs(1_000_000 + leftMs, 1_000_000, () => random)).toBe(expected);
});

test('a refusal says why', () => {
  const drain = { startedAtMs: 0, untilMs: 1, by: 'ana', reason: 'a restore' };
  expect(drainMessage(drain)).toBe(
    'received a connection during maintenance (a restore); expected it later',
  );
});

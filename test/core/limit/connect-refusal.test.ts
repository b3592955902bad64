import { connectRefusal } from '../../../core/limit/connect-refusal.ts';
import { noDrain } from '../../support/no-drain.ts';

const nowMs = 1_790_000_000_000;
const drain = { startedAtMs: nowMs, untilMs: nowMs + 5_000, by: 'ana', reason: 'a restore' };

function ask(change: { readonly exceeded?: boolean; readonly drains?: boolean }) {
  const attempts = {
    take: async () =>
      change.exceeded
        ? ({ kind: 'exceeded', retryAfterSec: 42 } as const)
        : ({ kind: 'within' } as const),
    expectation: 'expected a pause',
  };
  const drains = change.drains ? { current: async () => drain } : noDrain;
  return connectRefusal(
    '203.0.113.7',
    { attempts, drains },
    () => nowMs,
    () => 0.5,
  );
}

test('an address that asked too often is refused for a while, also while it drains', async () => {
  for (const drains of [false, true]) {
    expect(await ask({ exceeded: true, drains })).toEqual({
      problem: expect.objectContaining({
        status: 429,
        code: 'RATE_LIMITED',
        recovery: 'backoff',
        detail: 'expected a pause',
      }),
      retryAfterSec: 42,
    });
  }
});

test('while it drains everybody is refused, with why and when to come back', async () => {
  expect(await ask({ drains: true })).toEqual({
    problem: expect.objectContaining({
      status: 503,
      code: 'DRAINING',
      recovery: 'reconnect',
      detail: 'received a connection during maintenance (a restore); expected it later',
    }),
    retryAfterSec: 11,
  });
});

test('otherwise nobody is refused here', async () => {
  expect(await ask({})).toBeUndefined();
});

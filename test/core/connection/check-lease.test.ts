import { checkLease } from '../../../core/connection/check-lease.ts';
import { HeldConnection } from '../../../core/connection/held-connection.ts';
import type { EndReason } from '../../../core/wire/end-reason.ts';

/** A lease that answers as given here, and records what was asked of it. */
function leaseThat(answer: boolean | Error, checks: EndReason | undefined) {
  const asked: string[] = [];
  return {
    asked,
    heartbeat: async () => {
      asked.push('heartbeat');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    check: async () => {
      asked.push('check');
      return checks;
    },
  };
}

const unexpected = (error: unknown): never => {
  throw error;
};

test('with no report due, the lease is read', async () => {
  const lease = leaseThat(true, 'replaced');
  expect(await checkLease(lease, new HeldConnection(0, 5_000), unexpected, 1)).toBe('replaced');
  expect(lease.asked).toEqual(['check']);
});

test('a lease that took the report needs no reading, and gets it once', async () => {
  const held = new HeldConnection(0, 5_000);
  held.happened('opened', 0);
  const lease = leaseThat(true, undefined);
  expect(await checkLease(lease, held, unexpected, 1)).toBeUndefined();
  expect(await checkLease(lease, held, unexpected, 2)).toBeUndefined();
  expect(lease.asked).toEqual(['heartbeat', 'check']);
});

test('a lease that refused the report is asked why', async () => {
  const held = new HeldConnection(0, 5_000);
  held.happened('opened', 0);
  const lease = leaseThat(false, 'revoked');
  expect(await checkLease(lease, held, unexpected, 1)).toBe('revoked');
});

test('a table that takes no writes hides no revocation, and the report is due again', async () => {
  const held = new HeldConnection(0, 5_000);
  held.happened('opened', 0);
  const failures: unknown[] = [];
  const throttled = new Error('throttled');
  const lease = leaseThat(throttled, 'revoked');
  expect(await checkLease(lease, held, error => failures.push(error), 1)).toBe('revoked');
  expect(failures).toEqual([throttled]);
  expect(held.dueReport(2)).toEqual({ state: 'connected', seenAtMs: 2 });
});

import type { EndReason } from '../wire/end-reason.ts';
import type { HeldConnection } from './held-connection.ts';
import type { StreamLease } from './stream-leases.ts';

/**
 * The check of every few seconds: a heartbeat when a report is due, else a read. A heartbeat needs no
 * read beside it, for its write succeeds only while the lease is the stream's own. When the write
 * fails the lease is read all the same, so that no revocation is missed because the table is
 * throttled; the report is due again at the next check.
 */
export async function checkLease(
  lease: Pick<StreamLease, 'heartbeat' | 'check'>,
  held: HeldConnection,
  onHeartbeatFailed: (error: unknown) => void,
  nowMs: number,
): Promise<EndReason | undefined> {
  const report = held.dueReport(nowMs);
  if (report === undefined) return await lease.check();
  const isOwn = await lease.heartbeat(report).catch((error: unknown) => {
    onHeartbeatFailed(error);
    return false;
  });
  if (!isOwn) return await lease.check();
  held.reported(report);
  return undefined;
}

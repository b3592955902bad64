import type { EndReason } from '../wire/end-reason.ts';
import type { HeldConnection } from './held-connection.ts';
import type { StreamLease } from './stream-leases.ts';

/**
 * The check of every few seconds, which also tells the lease what it has to know: then the condition of
 * that write has told as much as a read. A lease that takes no writes for a while is read all the same,
 * so that a revocation is never missed because the table is busy; the report is due again.
 */
export async function checkLease(
  lease: Pick<StreamLease, 'heartbeat' | 'check'>,
  held: HeldConnection,
  onHeartbeatFailed: (error: unknown) => void,
  nowMs: number,
): Promise<EndReason | undefined> {
  const report = held.due(nowMs);
  if (report === undefined) return await lease.check();
  const isOwn = await lease.heartbeat(report).catch((error: unknown) => {
    onHeartbeatFailed(error);
    return false;
  });
  if (!isOwn) return await lease.check();
  held.told(report);
  return undefined;
}

import { resumed } from '../../log/resumed.ts';
import type { LogEntry } from '../../log/segment.ts';
import { type Cursor, formatCursor } from '../../wire/cursor.ts';
import type { Parked, StoredDelivery } from '../delivery.ts';
import { deliveryIdOf } from '../delivery-id.ts';
import { isForWebhook } from '../is-for-webhook.ts';
import { pendingKeptMs } from '../limits.ts';
import { findRecorded } from './find-recorded.ts';
import type { LaneProgress } from './lane-progress.ts';

/** Deliveries that one step lets wait: they are attempted before the next step. */
const parkedAtOnce = 50;

/**
 * Goes through a part of the log again, one page at most: what of it is for the webhook and was not delivered
 * waits for an attempt from now on. What lies behind the lane's own cursor comes by itself.
 */
export async function recoverSome(progress: LaneProgress): Promise<void> {
  const { lane, window, ports } = progress;
  const { recovery } = lane;
  if (recovery === undefined) return;
  progress.step();
  const page = await resumed(recovery.cursor, ports.log);
  if (page.kind === 'gap') {
    // What was kept no longer cannot be recovered; what is left can.
    const { cursor } = await ports.log.since(0);
    const isAhead = cursor.epoch === recovery.cursor.epoch && cursor.seq > recovery.cursor.seq;
    progress.setRecovery(isAhead ? { ...recovery, cursor } : undefined);
    return;
  }
  const end = window.cursor;
  const isIn = (entry: LogEntry) =>
    entry.epoch === end.epoch && entry.seq <= end.seq && entry.appendedAtMs <= recovery.untilMs;
  const entries = page.entries.filter(isIn);
  const { position } = page;
  const isPast = position.epoch !== end.epoch || position.seq >= end.seq;
  const isLast =
    isPast || entries.length < page.entries.length || position.seq === recovery.cursor.seq;
  const wanted = entries.filter(({ event }) => isForWebhook(event, progress.webhook));
  const atOnce = Math.min(parkedAtOnce, progress.room);
  const looked = wanted.slice(0, atOnce);
  await parkAll(looked, progress);
  const next = wanted[atOnce];
  if (next !== undefined) progress.setRecovery({ ...recovery, cursor: before(next) });
  else progress.setRecovery(isLast ? undefined : { ...recovery, cursor: position });
}

async function parkAll(entries: readonly LogEntry[], progress: LaneProgress): Promise<void> {
  const known = await findRecorded(entries, progress);
  const records = entries.flatMap(entry => {
    const found = known.get(deliveryIdOf(entry));
    if (found?.state === 'delivered' || progress.parked.has(deliveryIdOf(entry))) return [];
    return [again(entry, found, progress)];
  });
  if (records.length === 0 || !(await progress.record(records))) return;
  for (const { parked } of records) progress.parked.settle(parked.deliveryId, parked);
}

/** A new round of its attempts. */
function again(
  entry: LogEntry,
  found: StoredDelivery | undefined,
  { ports: { timers, deliveryKeptMs }, held: { leaseId } }: LaneProgress,
): { readonly delivery: StoredDelivery; readonly parked: Parked } {
  const nowMs = timers.now();
  const deliveryId = deliveryIdOf(entry);
  const expiresAtMs = nowMs + Math.max(deliveryKeptMs, pendingKeptMs);
  const fresh = {
    ...{ deliveryId, event: entry.event, cursor: formatCursor(entry) },
    ...{ createdAtMs: nowMs, attempts: [], attemptCount: 0 },
  };
  return {
    delivery: { ...(found ?? fresh), state: 'pending', nextAttemptAtMs: nowMs, expiresAtMs },
    parked: { deliveryId, dueAtMs: nowMs, round: leaseId, attemptsMade: 0, expiresAtMs },
  };
}

function before({ epoch, seq }: Cursor): Cursor {
  return { epoch, seq: seq - 1 };
}

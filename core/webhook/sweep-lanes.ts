import type { Clock } from '../clock.ts';
import type { DueLanes, WakeLanes } from './lane.ts';

/** What sweeping works with. */
export interface SweepLanesPorts {
  readonly due: DueLanes;
  readonly wake: WakeLanes;
  readonly now: Clock;
}

/** What one sweep did. */
export interface SweptLanes {
  readonly woken: number;
  /** The errors of shards; the next sweep meets what they hold again. */
  readonly failures: readonly unknown[];
  /** Whether the bounds of a sweep left something for the next. */
  readonly isCut: boolean;
}

/** What was due a moment ago has its wake-up under way. */
const graceMs = 5_000;

/** Pages of each shard; what is left over waits a minute. */
const maxPages = 20;

/** No page is begun so long after the sweep: its function ends soon. */
const maxSweepMs = 40_000;

/**
 * Wakes the lanes whose moment has come: those that wait long, those whose run was killed, and those whose
 * wake-up was lost.
 */
export async function sweepLanes(ports: SweepLanesPorts): Promise<SweptLanes> {
  const beganAtMs = ports.now();
  const shards = await Promise.allSettled(
    ports.due.shards.map(async shard => await sweepShard(shard, beganAtMs, ports)),
  );
  const swept = shards.flatMap(shard => (shard.status === 'fulfilled' ? [shard.value] : []));
  return {
    woken: swept.reduce((sum, { woken }) => sum + woken, 0),
    failures: shards.flatMap(shard => (shard.status === 'rejected' ? [shard.reason] : [])),
    isCut: swept.some(({ isCut }) => isCut),
  };
}

async function sweepShard(
  shard: string,
  beganAtMs: number,
  { due, wake, now }: SweepLanesPorts,
): Promise<Pick<SweptLanes, 'woken' | 'isCut'>> {
  let woken = 0;
  let after: Readonly<Record<string, unknown>> | undefined;
  for (let page = 0; page < maxPages && now() < beganAtMs + maxSweepMs; page += 1) {
    const { webhookIds, next } = await due.list(shard, beganAtMs - graceMs, after);
    if (webhookIds.length > 0) await wake(webhookIds);
    woken += webhookIds.length;
    after = next;
    if (after === undefined) return { woken, isCut: false };
  }
  return { woken, isCut: true };
}

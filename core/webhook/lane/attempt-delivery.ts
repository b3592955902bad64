import { afterAttempt } from './after-attempt.ts';
import type { LaneProgress } from './lane-progress.ts';
import type { Work } from './next-work.ts';

/** Posts one delivery and records what came of it. */
export async function attemptDelivery(work: Work, progress: LaneProgress): Promise<void> {
  const { ports, webhook } = progress;
  const { delivery, parked, at } = work;
  const { deliveryId } = delivery;
  const atMs = ports.timers.now();
  const message = await ports.message(delivery, webhook, atMs);
  const { url, timeoutMs, retryAttempts } = webhook;
  progress.counts.posted += 1;
  const result = await ports.send({ url, ...message, timeoutMs });
  // All that is known changes at once: whatever else ended meanwhile is in the lane already.
  const after = afterAttempt({
    ...{ lane: progress.lane, delivery, parked, result, atMs, retryAttempts },
    newRound: progress.held.leaseId,
    ...{ nowMs: ports.timers.now(), random: ports.random(), deliveryKeptMs: ports.deliveryKeptMs },
  });
  progress.apply(after);
  if (after.disable !== undefined) progress.disable(after.disable, webhook);
  const isNew = parked === undefined;
  const settle = () => {
    if (isNew) progress.fresh -= 1;
    progress.parked.settle(deliveryId, after.parked);
    progress.passGap(delivery.gap);
    if (at !== undefined) progress.window.settle(at);
    progress.step();
  };
  if (after.delivery.state === 'exhausted') {
    const isTest = parked?.isTest ?? false;
    progress.giveUp({ delivery: after.delivery, isTest, round: parked?.round, settle });
    return;
  }
  const record = { delivery: after.delivery, parked: after.parked, round: parked?.round };
  if (!(await progress.record([record]))) return;
  if (after.delivery.state === 'delivered') progress.counts.delivered += 1;
  settle();
}

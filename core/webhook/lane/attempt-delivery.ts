import type { DimensionOf } from '../../metrics/metrics.ts';
import { AppError } from '../../wire/app-error.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { SupersededDelivery } from '../lane.ts';
import type { SendResult } from '../send-webhook.ts';
import { afterAttempt } from './after-attempt.ts';
import type { LaneProgress } from './lane-progress.ts';
import type { Work } from './next-work.ts';

/** Posts one delivery and records what came of it. */
export async function attemptDelivery(work: Work, progress: LaneProgress): Promise<void> {
  const { ports, webhook } = progress;
  const { parked, at } = work;
  const gap = progress.takeGap(work.delivery, at !== undefined);
  const delivery = gap === undefined ? work.delivery : { ...work.delivery, gap };
  const atMs = ports.timers.now();
  progress.counts.posted += 1;
  const result = await post(delivery, progress);
  const nowMs = ports.timers.now();
  // All that is known changes at once: whatever else ended meanwhile is in the lane already.
  const after = afterAttempt({
    ...{ lane: progress.lane, delivery, parked, newRound: progress.held.leaseId, result, atMs },
    ...{ nowMs, random: ports.random(), retryAttempts: webhook.retryAttempts },
    deliveryKeptMs: ports.deliveryKeptMs,
  });
  progress.apply(after, nowMs - atMs);
  ports.logHop?.(delivery.event, {
    ...{ hop: 'webhook', webhookId: webhook.webhookId, attempt: after.delivery.attemptCount },
    ...{ outcome: after.delivery.state === 'delivered' ? 'delivered' : 'failed' },
    ...{ atMs: nowMs, tookMs: nowMs - atMs },
  });
  progress.endGap(delivery);
  if (after.disable !== undefined) progress.disable(after.disable, webhook);
  const isDelivered = after.delivery.state === 'delivered';
  // What is missing was not said yet: whichever goes out next says it.
  const recorded = isDelivered ? after.delivery : { ...after.delivery, gap: work.delivery.gap };
  const settle = (superseded: SupersededDelivery | undefined) => {
    if (parked === undefined) progress.fresh -= 1;
    progress.parked.settle(delivery.deliveryId, (superseded ?? after).parked);
    if (isDelivered) progress.passGap(delivery.gap);
    if (at !== undefined) progress.window.settle(at);
    progress.step();
  };
  const isTest = parked?.isTest ?? false;
  // Whoever asked for a test looks at its outcome, and nothing waits for it.
  const count = (outcome: DimensionOf<'WebhookOutcomes'>['outcome']) => {
    if (!isTest) ports.meter.count('WebhookOutcomes', { outcome });
  };
  if (after.delivery.state === 'exhausted') {
    progress.giveUp({
      ...{ delivery: recorded, isTest, round: parked?.round },
      settle: superseded => {
        if (superseded === undefined) count('exhausted');
        settle(superseded);
      },
    });
    return;
  }
  const record = { delivery: recorded, parked: after.parked, round: parked?.round };
  const superseded = await progress.record([record]);
  if (superseded === undefined) return;
  if (isDelivered) progress.counts.delivered += 1;
  count(isDelivered ? 'delivered' : 'retried');
  settle(superseded.get(delivery.deliveryId));
}

/** A key that does not open is an attempt that failed: so whoever looks after the webhook sees it. */
async function post(
  delivery: StoredDelivery,
  { ports, webhook }: LaneProgress,
): Promise<SendResult> {
  const { url, timeoutMs } = webhook;
  try {
    const message = await ports.message(delivery, webhook, ports.timers.now());
    return await ports.send({ url, ...message, timeoutMs });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'KEY_UNREADABLE')) throw error;
    const { message } = error;
    return { kind: 'failed', failure: 'KEY_UNREADABLE', message, tookMs: 0 };
  }
}

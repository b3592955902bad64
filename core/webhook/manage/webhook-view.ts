import type { Webhook, WebhookCreated } from '../../wire/management/webhooks.ts';
import type { Lane } from '../lane.ts';
import { signingKeys } from '../signing-keys.ts';
import type { NewKey } from '../webhook-key.ts';
import type { WebhookWithLane } from '../webhook-store.ts';

type HealthState = Webhook['health']['state'];

/** A webhook as people see it. Nothing of its keys but what verifies; `more` is what takes a look elsewhere. */
export function webhookView(
  { webhook, lane }: WebhookWithLane,
  nowMs: number,
  more: Pick<Webhook['health'], 'isBehind'> = {},
): Webhook {
  const { webhookId, url, channels, types, format, signature, description } = webhook;
  const { retryAttempts, timeoutMs, status, reason, maker, createdAtMs, updatedAtMs } = webhook;
  return {
    ...{ webhookId, url, channels: [...(channels ?? ['*'])], types: [...types] },
    ...{ format, signature, ...(description !== undefined && { description }) },
    ...{ retryAttempts, timeoutMs, status, ...(reason !== undefined && { reason }) },
    ...{ maker: maker.userId, createdAt: createdAtMs, updatedAt: updatedAtMs },
    keys: signingKeys(webhook, nowMs).map(({ createdAtMs: createdAt, untilMs, publicKey }) => ({
      createdAt,
      ...(untilMs !== undefined && { until: untilMs }),
      ...(publicKey !== undefined && { publicKey }),
    })),
    health: { ...healthOf(lane, nowMs), ...nextAttemptOf({ webhook, lane }), ...more },
  };
}

function healthOf(lane: Lane, nowMs: number): Webhook['health'] {
  const { failuresInARow, failingSinceMs, lastSuccessAtMs, lastFailureAtMs, lastFailure } = lane;
  const { parked, readUntilMs, slowUntilMs, recovery } = lane;
  return {
    state: stateOf(lane),
    failuresInARow,
    ...(failingSinceMs !== undefined && { failingSince: failingSinceMs }),
    ...(lastSuccessAtMs !== undefined && { lastSuccessAt: lastSuccessAtMs }),
    ...(lastFailureAtMs !== undefined && { lastFailureAt: lastFailureAtMs }),
    ...(lastFailure !== undefined && { lastFailure: { ...lastFailure } }),
    waiting: parked,
    ...(readUntilMs !== undefined && { readUntil: readUntilMs }),
    ...(slowUntilMs !== undefined && slowUntilMs > nowMs && { slowUntil: slowUntilMs }),
    ...(recovery && { recovering: { since: recovery.sinceMs, until: recovery.untilMs } }),
  };
}

/** Who enables a webhook starts afresh: what came before says nothing of how it is doing. */
function stateOf({ failuresInARow, lastSuccessAtMs, revivedAtMs = 0 }: Lane): HealthState {
  if (failuresInARow > 0) return 'failing';
  return lastSuccessAtMs !== undefined && lastSuccessAtMs >= revivedAtMs ? 'healthy' : 'unknown';
}

/** Its lane is gone on with for that attempt, or earlier for something else. */
function nextAttemptOf({
  webhook,
  lane,
}: WebhookWithLane): Pick<Webhook['health'], 'nextAttemptAt'> {
  const { parked, dueAtMs } = lane;
  if (webhook.status !== 'enabled' || parked === 0 || dueAtMs === undefined) return {};
  return { nextAttemptAt: dueAtMs };
}

/** What of a new key is shown this once. */
export function shownKey({
  secret,
  publicKey,
}: Pick<NewKey, 'secret' | 'publicKey'>): Pick<WebhookCreated, 'secret' | 'publicKey'> {
  return {
    ...(secret !== undefined && { secret }),
    ...(publicKey !== undefined && { publicKey }),
  };
}

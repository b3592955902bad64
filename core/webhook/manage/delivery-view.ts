import type { WebhookDelivery, WebhookDeliveryDetail } from '../../wire/management/webhooks.ts';
import type { Attempt, StoredDelivery } from '../delivery.ts';
import { effectiveDueMs } from '../lane/parked-set.ts';
import { messageBody, messageId, webhookUserAgent } from '../message.ts';
import type { WebhookWithLane } from '../webhook-store.ts';

type AttemptView = WebhookDeliveryDetail['delivery']['attempts'][number];

/** A delivery as people see it, with its last attempt. */
export async function deliveryView(
  delivery: StoredDelivery,
  found: WebhookWithLane,
): Promise<WebhookDelivery> {
  const last = delivery.attempts.at(-1);
  return {
    ...(await fieldsOf(delivery, found)),
    ...(last !== undefined && { lastAttempt: attemptView(last) }),
  };
}

/** A delivery with what is posted and each attempt. The body is as the webhook's format has it now. */
export async function deliveryDetail(
  delivery: StoredDelivery,
  found: WebhookWithLane,
): Promise<WebhookDeliveryDetail['delivery']> {
  const fields = await fieldsOf(delivery, found);
  const headers = {
    'content-type': 'application/json',
    'user-agent': webhookUserAgent,
    'webhook-id': fields.messageId,
  };
  return {
    ...fields,
    request: { headers, body: messageBody(delivery, found.webhook.format) },
    attempts: delivery.attempts.map(attemptView),
  };
}

async function fieldsOf(
  delivery: StoredDelivery,
  found: WebhookWithLane,
): Promise<Omit<WebhookDelivery, 'lastAttempt'>> {
  const { deliveryId, event, state, cursor, gap, createdAtMs, attemptCount } = delivery;
  const nextAttemptAt = nextAttemptMs(delivery, found);
  return {
    ...{ deliveryId, messageId: await messageId(event.id), eventId: event.id, type: event.type },
    ...{ channel: event.channel, state, ...(cursor !== undefined && { cursor }) },
    ...(gap !== undefined && { gap }),
    ...{ createdAt: createdAtMs, attemptCount },
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
  };
}

/**
 * When it is attempted next, as far as is known: not before the receiver may be sent something again,
 * at once if it came back since the last attempt, never while the webhook is not enabled. A test does
 * not wait for a receiver that could not keep up.
 */
function nextAttemptMs(
  { state, nextAttemptAtMs: dueAtMs, attempts, cursor }: StoredDelivery,
  { webhook, lane }: WebhookWithLane,
): number | undefined {
  if (state !== 'pending' || dueAtMs === undefined) return undefined;
  if (webhook.status !== 'enabled') return undefined;
  const last = attempts.at(-1);
  const place = {
    ...{ dueAtMs, attemptedAtMs: last?.atMs, isFixed: (last?.retryAfterMs ?? 0) > 0 },
  };
  const dueMs = effectiveDueMs(place, lane.revivedAtMs);
  const isTest = cursor === undefined;
  return isTest ? dueMs : Math.max(dueMs, lane.slowUntilMs ?? 0);
}

function attemptView({ atMs, isAnswerCut, ...rest }: Attempt): AttemptView {
  const { tookMs, status, failure, message, answer, retryAfterMs } = rest;
  return {
    ...{ at: atMs, tookMs, ...(status !== undefined && { status }) },
    ...(failure !== undefined && { failure }),
    ...(message !== undefined && { message }),
    ...(answer !== undefined && { answer }),
    ...(isAnswerCut !== undefined && { answerCut: isAnswerCut }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

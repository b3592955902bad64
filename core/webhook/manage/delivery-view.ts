import type { WebhookDelivery, WebhookDeliveryDetail } from '../../wire/management/webhooks.ts';
import type { WebhookFormat } from '../../wire/webhook.ts';
import type { Attempt, StoredDelivery } from '../delivery.ts';
import { messageBody, messageId, webhookUserAgent } from '../message.ts';

type AttemptView = WebhookDeliveryDetail['delivery']['attempts'][number];

/** A delivery as people see it, with its last attempt. */
export async function deliveryView(delivery: StoredDelivery): Promise<WebhookDelivery> {
  const last = delivery.attempts.at(-1);
  return {
    ...(await fieldsOf(delivery)),
    ...(last !== undefined && { lastAttempt: attemptView(last) }),
  };
}

/** A delivery with what is posted and each attempt. The body is as the webhook's format has it now. */
export async function deliveryDetail(
  delivery: StoredDelivery,
  { format }: { readonly format: WebhookFormat },
): Promise<WebhookDeliveryDetail['delivery']> {
  const fields = await fieldsOf(delivery);
  const headers = {
    'content-type': 'application/json',
    'user-agent': webhookUserAgent,
    'webhook-id': fields.messageId,
  };
  return {
    ...fields,
    request: { headers, body: messageBody(delivery, format) },
    attempts: delivery.attempts.map(attemptView),
  };
}

async function fieldsOf(delivery: StoredDelivery): Promise<Omit<WebhookDelivery, 'lastAttempt'>> {
  const { deliveryId, event, state, cursor, gap, createdAtMs, attemptCount } = delivery;
  const { nextAttemptAtMs } = delivery;
  return {
    ...{ deliveryId, messageId: await messageId(event.id), eventId: event.id, type: event.type },
    ...{ channel: event.channel, state, ...(cursor !== undefined && { cursor }) },
    ...(gap !== undefined && { gap }),
    ...{ createdAt: createdAtMs, attemptCount },
    ...(state === 'pending' && nextAttemptAtMs !== undefined && { nextAttemptAt: nextAttemptAtMs }),
  };
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

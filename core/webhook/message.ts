import { base64url } from '../base64url.ts';
import { sha256 } from '../digest.ts';
import { parseTraceparent } from '../trace/traceparent.ts';
import type { WebhookFormat } from '../wire/webhook.ts';
import type { StoredDelivery } from './delivery.ts';
import { type SigningKey, signatureHeader } from './signature.ts';
import { slackText } from './slack-text.ts';
import type { StoredWebhook } from './stored-webhook.ts';

/** What of a delivery a receiver is sent. */
export type DeliveredEvent = Pick<StoredDelivery, 'event' | 'cursor' | 'gap'>;

/** A delivery as it goes out. */
export interface WebhookMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Of its own, so that a receiver's log and firewall can know us. */
export const webhookUserAgent = 'GalloBets-Webhooks/1.0';

/** 22 characters of base64url are 132 bits: no two events ever share them. */
const idLength = 22;

/**
 * `webhook-id`: the same for every attempt, every webhook and every redelivery of an event. It follows
 * from the event's id and is none itself, because event ids hold full stops, which would let the end of
 * an id pass for a timestamp in what is signed. Standard Webhooks 1.0.0, "Signature scheme".
 */
export async function messageId(eventId: string): Promise<string> {
  return `msg_${base64url(await sha256(eventId)).slice(0, idLength)}`;
}

/**
 * The body: the event's envelope with its place in the log, or text for a chat tool. Type, time and
 * data come first, as Standard Webhooks has them.
 */
export function messageBody(delivery: DeliveredEvent, format: WebhookFormat): string {
  if (format === 'slack') return JSON.stringify({ text: slackText(delivery) });
  const { cursor, gap } = delivery;
  const { type, timestamp, data, ...rest } = delivery.event;
  return JSON.stringify({
    ...{ type, timestamp, data, ...rest },
    ...(cursor !== undefined && { cursor }),
    ...(gap !== undefined && { gap }),
  });
}

/** The message of one attempt, signed at its moment by each key. */
export async function deliveryMessage(
  delivery: DeliveredEvent,
  { format }: Pick<StoredWebhook, 'format'>,
  keys: readonly SigningKey[],
  nowMs: number,
): Promise<WebhookMessage> {
  const body = messageBody(delivery, format);
  const id = await messageId(delivery.event.id);
  const timestampSec = Math.floor(nowMs / 1_000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': webhookUserAgent,
    'webhook-id': id,
    'webhook-timestamp': String(timestampSec),
    'webhook-signature': await signatureHeader({ id, timestampSec, body }, keys),
    ...traceHeader(delivery.event.metadata?.traceparent),
  };
  return { headers, body };
}

/** By it a receiver goes on with the trace. An event of a log of before may hold anything there. */
function traceHeader(traceparent: string | undefined): { readonly traceparent?: string } {
  const isGood = traceparent !== undefined && parseTraceparent(traceparent).kind === 'context';
  return isGood ? { traceparent } : {};
}

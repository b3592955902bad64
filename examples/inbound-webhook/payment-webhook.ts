import { z } from 'zod';
import type { Item, Publisher, PublishResult } from '../../clients/backend/index.ts';

const payment = z.object({
  paymentId: z.string().min(1).max(200),
  userId: z.string().min(1).max(128),
  /** Minor currency units. */
  amount: z.int().positive(),
  currency: z.string().length(3),
});

/** What the payment provider of this example sends; types that are not here are none of ours. */
const webhookSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('payment.succeeded'), data: payment }),
  z.object({ type: z.literal('payment.failed'), data: payment }),
  z.object({
    type: z.literal('refund.created'),
    data: payment.extend({ reason: z.string().max(500).optional() }),
  }),
]);

type Payment = z.infer<typeof payment>;
type Webhook = z.infer<typeof webhookSchema>;

/** A provider's webhook, read. */
export type ReadWebhook =
  | { readonly kind: 'webhook'; readonly webhook: Webhook }
  | { readonly kind: 'not ours' }
  | { readonly kind: 'malformed'; readonly detail: string };

/** Reads the body of a webhook that is believed to be the provider's. */
export function readWebhook(body: Uint8Array): ReadWebhook {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { kind: 'malformed', detail: 'received no JSON, expected a webhook as JSON' };
  }
  const parsed = webhookSchema.safeParse(json);
  if (parsed.success) return { kind: 'webhook', webhook: parsed.data };
  const issue = parsed.error.issues[0];
  if (issue?.code === 'invalid_union' && isTyped(json)) return { kind: 'not ours' };
  return { kind: 'malformed', detail: `${issue?.path.join('.')}: ${issue?.message}` };
}

function isTyped(json: unknown): boolean {
  return z.object({ type: z.string() }).safeParse(json).success;
}

function isPending(found: Item | undefined, { userId, amount, currency }: Payment): boolean {
  return (
    found?.status === 'pending' &&
    found.userId === userId &&
    found.amount === amount &&
    found.currency === currency
  );
}

/**
 * What the webhook means to us. Providers deliver at least once: a payment is published once by its own
 * id, a refund by the webhook's.
 */
export async function publishWebhook(
  publisher: Publisher,
  webhookId: string,
  { type, data }: Webhook,
): Promise<PublishResult> {
  const { paymentId, userId, amount, currency } = data;
  switch (type) {
    case 'payment.succeeded':
    case 'payment.failed': {
      const status = type === 'payment.failed' ? 'failed' : 'completed';
      const payment = { transactionId: paymentId, userId, amount, currency, status } as const;
      const published = await publisher.transactions.payment({ ...payment, provider: 'example' });
      // The backend may have begun it, and waits for the provider to say how it ended.
      if (published.outcome !== 'conflict' || !isPending(published.found, data)) return published;
      return await publisher.transactions[status](paymentId);
    }
    case 'refund.created': {
      const reason = data.reason === undefined ? {} : { reason: data.reason };
      const refund = { paymentId, amount, currency, ...reason };
      return await publisher.payments.refunded(userId, refund, { idempotencyKey: webhookId });
    }
  }
}

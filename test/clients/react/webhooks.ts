import type { Webhook, WebhookDelivery } from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { connected, doing } from './render-hook.tsx';

/** What GET /webhooks has of one. */
export function webhook(webhookId: string, given: Partial<Webhook> = {}): Webhook {
  return {
    ...{ webhookId, url: 'https://orders.example.com/hooks', channels: ['bets'], types: ['*'] },
    ...{ format: 'standard', signature: 'v1', retryAttempts: 9, timeoutMs: 15_000 },
    ...{ status: 'enabled', maker: 'kim', createdAt: 1, updatedAt: 1, keys: [{ createdAt: 1 }] },
    health: { state: 'healthy', failuresInARow: 0, waiting: 0 },
    ...given,
  };
}

/** What GET /webhooks/{id}/deliveries has of one. */
export function delivery(
  deliveryId: string,
  given: Partial<WebhookDelivery> = {},
): WebhookDelivery {
  return {
    ...{ deliveryId, messageId: `msg_${deliveryId}`, eventId: `event-${deliveryId}` },
    ...{ type: 'BET_MATCHED', channel: 'bets', state: 'delivered', createdAt: 1, attemptCount: 1 },
    ...given,
  };
}

/** The requests for webhooks; the channel may be polled, too. */
export const asksOf = ({ requests }: FakeEnvironment) =>
  requests.filter(({ url }) => url.pathname.startsWith('/webhooks'));

/** The stream of `system` is there. */
export async function systemOf(place: FakeEnvironment) {
  const channel = place.requests.filter(({ url }) => url.host === 'system.example').at(-1);
  let stream: Awaited<ReturnType<NonNullable<typeof channel>['stream']>> | undefined;
  await doing(async () => {
    stream = await channel?.stream(connected('system'));
  });
  return { send: (text: string) => doing(() => stream?.send(text)) };
}

/** An event of `system` about a webhook, as a frame of a stream. */
export function reported(seq: number, type: string, webhookId: string): string {
  const event = {
    ...{ id: `report-${seq}`, type, timestamp: 1_795_000_000_000 + seq, priority: 'normal' },
    ...{ source: 'webhooks', version: '1.0', channel: 'system', data: { webhookId } },
  };
  return `id: e.${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}

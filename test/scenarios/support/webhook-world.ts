import type {
  WebhookCreated,
  WebhookDeliveryDetail,
} from '../../../core/wire/management/webhooks.ts';
import type { ReceivedWebhook, WebhookReceiver } from '../../support/webhook-receivers.ts';
import { type Answer, connectManagement, type Management } from './management.ts';
import { type Target, unique } from './target.ts';
import { untilSeen } from './until.ts';

type Delivery = WebhookDeliveryDetail['delivery'];

/** What of a list's entry is looked at. */
type Listed = Pick<Delivery, 'deliveryId' | 'eventId'>;

/** For what a busy machine does in its own time: a retry of five seconds, a sweep of a minute. */
const patienceMs = 110_000;

/** Webhooks of one scenario: their events are of types of its own, so that those of others stay away. */
export interface WebhookWorld {
  readonly management: Management;
  /** Of an event that nobody else publishes. */
  readonly type: string;
  /** Publishes one of that type, or of another, with this name in its data. */
  publish(name: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Registers one for that type on `fights`, unless said otherwise. */
  register(
    url: string,
    more?: Readonly<Record<string, unknown>>,
    token?: string,
  ): Promise<WebhookCreated & { readonly webhookId: string }>;
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** The delivery of the event with this id, once it is as wanted. */
  delivery(
    webhookId: string,
    eventId: string,
    isWanted?: (delivery: Delivery) => boolean,
  ): Promise<Delivery>;
}

/** The requests that are about this name, once there are so many. */
export async function arrivals(
  receiver: WebhookReceiver,
  name: string,
  count = 1,
): Promise<readonly ReceivedWebhook[]> {
  return await untilSeen(
    async () => receiver.requests.filter(({ body }) => body.includes(`"${name}"`)),
    seen => seen.length >= count,
    { withinMs: patienceMs, everyMs: 50 },
  );
}

export async function createWebhookWorld(target: Target): Promise<WebhookWorld> {
  const management = await connectManagement(target);
  const admin = await target.token(unique('admin'), 'admin');
  const type = unique('hook.');
  const call: WebhookWorld['call'] = async (method, path, body, token = admin) =>
    await management.call(method, path, { token, ...(body === undefined ? {} : { body }) });
  return {
    management,
    type,
    call,
    publish: async (name, more = {}) => {
      const eventId = unique('event-');
      await target.put('Outbox', { eventId, type, channel: 'fights', data: { name }, ...more });
      return eventId;
    },
    register: async (url, more = {}, token = admin) => {
      const request = { url, channels: ['fights'], types: [type], timeoutMs: 5_000, ...more };
      const { status, body } = await call('POST', '/webhooks', request, token);
      if (status !== 201) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
      return { ...body, webhookId: body.webhook.webhookId };
    },
    delivery: async (webhookId, eventId, isWanted = () => true) => {
      const look = async (): Promise<readonly Delivery[]> => {
        const path = `/webhooks/${webhookId}/deliveries`;
        const { body } = await call('GET', `${path}?limit=100`);
        const listed = body.deliveries as readonly Listed[];
        const found = listed.find(each => each.eventId === eventId);
        if (found === undefined) return [];
        return [(await call('GET', `${path}/${found.deliveryId}`)).body.delivery];
      };
      const [delivery] = await untilSeen(look, seen => seen.some(isWanted), {
        withinMs: patienceMs,
      });
      if (delivery === undefined) throw new Error('there is no such delivery');
      return delivery;
    },
  };
}

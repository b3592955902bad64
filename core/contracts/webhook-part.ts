import { refTo } from './async-api-document.ts';
import { type DocumentPart, message, messagesIn, messagesOf } from './document-part.ts';
import { jsonSchemasOf } from './json-schemas.ts';
import { deliveryHeadersSchema } from './webhook-message.ts';

const channel = 'webhooks';

/** The name of what a webhook is sent. */
export const webhookDelivery = 'WebhookDelivery';

/** What is posted to the receivers of webhooks. */
export function webhookPart(): DocumentPart {
  const { headers = {} } = jsonSchemasOf({ headers: deliveryHeadersSchema }, { sentBy: 'server' });
  return {
    channels: {
      [channel]: {
        // Whatever URL it was registered with.
        address: null,
        title: 'Webhooks',
        description:
          'Events posted to the URL of a webhook, signed as Standard Webhooks 1.0.0 has it. Those of the format `slack` are text for chat tools instead. No webhook is sent an event whose type begins with `webhook.`, but the test that somebody asks for, `webhook.test`.',
        messages: messagesOf([webhookDelivery]),
      },
    },
    operations: {
      'webhook.post': {
        action: 'send',
        channel: refTo('channels', channel),
        summary: 'An event, posted to a receiver until it answers 2xx or is given up',
        messages: messagesIn(channel, [webhookDelivery]),
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      },
    },
    messages: {
      [webhookDelivery]: message(
        webhookDelivery,
        'Delivery',
        'An event, and its place in the log',
        {
          headers,
        },
      ),
    },
  };
}

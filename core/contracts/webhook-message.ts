import * as z from 'zod';
import { webhookGapSchema } from '../wire/webhook.ts';

/** What a webhook's body holds beside the event. */
export const deliverySchema = z.looseObject({
  cursor: z
    .string()
    .optional()
    .describe('Its place in the log of `global`, to catch up from; a test has none'),
  gap: webhookGapSchema
    .optional()
    .describe('There if events before this one were kept no longer, and will not be sent'),
});

/** The headers of a webhook's message: Standard Webhooks 1.0.0, "Webhook headers". */
export const deliveryHeadersSchema = z.looseObject({
  'content-type': z.literal('application/json'),
  'webhook-id': z
    .string()
    .regex(/^msg_[\w-]{22}$/)
    .describe('The same at each attempt, and when the event is sent again'),
  'webhook-timestamp': z
    .string()
    .regex(/^\d{1,12}$/)
    .describe('When this attempt was made, in seconds since the Unix epoch'),
  'webhook-signature': z
    .string()
    .regex(/^v1a?,[\w+/=]+( v1a?,[\w+/=]+)*$/)
    .describe('One signature for each key, the newest first'),
});

import * as z from 'zod';
import { clientLabelFields } from '../connection/client-label.ts';
import { channelListSchema, channelsOf } from '../wire/channel-list.ts';
import { eventTypePattern } from '../wire/event.ts';
import { paymentStreamFields } from '../wire/payment-stream-query.ts';
import { priorities } from '../wire/priority.ts';
import { workflowFields } from '../wire/workflow-filter.ts';

/** Past events that a new reader may ask for. */
const maxHistory = 100;
const historyExpected = `expected a whole number from 0 to ${maxHistory}`;

/** What the query of a stream of one channel may ask for; other parameters are ignored. */
export const streamQuerySchema = z.object({
  lastEventId: z
    .string()
    .max(128, 'expected at most 128 characters')
    .optional()
    .describe('The cursor to resume after; the header `Last-Event-ID` wins over it'),
  history: z
    .string()
    .regex(/^\d{1,3}$/, historyExpected)
    .transform(Number)
    .refine(count => count <= maxHistory, historyExpected)
    .default(maxHistory)
    .describe('How many past events a new reader gets, or one after a `gap`; absent: 100'),
  types: z
    .string()
    .transform(list => list.split(','))
    .pipe(
      z
        .array(z.string().regex(eventTypePattern, 'expected event types separated by commas'))
        .max(50, 'expected at most 50 event types'),
    )
    .optional()
    .describe('Only these event types, comma-separated'),
  priority: z
    .enum(priorities, `expected one of ${priorities.join(', ')}`)
    .optional()
    .describe('Only this priority and higher'),
  clientId: z
    .string()
    .regex(/^[\w.:-]{1,64}$/, 'expected 1 to 64 letters, digits or . : _ -')
    .optional()
    .describe('A name of this client; its new stream takes the place of its own older one'),
  ...paymentStreamFields,
  ...workflowFields,
  ...clientLabelFields,
});

/** A stream of one channel has no use for the last two: like other parameters they are ignored. */
export const liveQuerySchema = streamQuerySchema.extend({
  channels: channelListSchema
    .transform(channelsOf)
    .optional()
    .describe('Which channels, comma-separated; absent: all that may be read, `global` aside'),
  historyOf: channelListSchema
    .transform(channelsOf)
    .optional()
    .describe('With a cursor: those of `channels` whose history is wanted besides'),
});

import * as z from 'zod';
import { channelListSchema } from '../channel-list.ts';
import { channelEventSchema, channelNames, eventTypePattern } from '../event.ts';
import { gapReasons } from '../gap-reason.ts';
import { paymentStreamFields } from '../payment-stream-query.ts';
import { priorities } from '../priority.ts';
import { workflowFields } from '../workflow-filter.ts';
import { wholeNumber } from './whole-number.ts';

const maxLimit = 100;
const maxWaitSec = 20;
const maxTypes = 50;

const typeText = eventTypePattern.source.slice(1, -1);
const typesPattern = new RegExp(`^${typeText}(,${typeText}){0,${maxTypes - 1}}$`);

const sincePattern = /^(\d{1,15}|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))$/;
const sinceExpected = 'expected milliseconds since 1970, or an ISO 8601 time with its zone';

/** The moment that a `since` names, in milliseconds; `NaN` for a day that there is not. */
export function sinceMsOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  // Date.parse takes the 30th of February for the 2nd of March.
  const isDay = z.iso.date().safeParse(text.slice(0, 10)).success;
  return isDay ? Date.parse(text) : Number.NaN;
}

/** What to read, from where on, and how long to wait for it. */
export const pollQuerySchema = z.object({
  channel: z
    .enum(channelNames, 'expected the name of a channel')
    .optional()
    .describe('Which channel; or `channels`'),
  channels: channelListSchema
    .optional()
    .describe('Several channels in its place, separated by commas: their events, each once'),
  historyOf: channelListSchema
    .optional()
    .describe(
      'With `cursor`, some of `channels`: the answer is their history alone, and `cursor` stays',
    ),
  cursor: z
    .string()
    .max(128, 'expected at most 128 characters')
    .optional()
    .describe('What came after it: `cursor` of the answer before, or the last `id` of a stream'),
  since: z
    .string()
    .regex(sincePattern, sinceExpected)
    .refine(text => Number.isSafeInteger(sinceMsOf(text)), sinceExpected)
    .optional()
    .describe('What was appended from then on: milliseconds since 1970, or an ISO 8601 time'),
  limit: wholeNumber(1, maxLimit)
    .default(maxLimit)
    .describe('How many events at most; of the history of several channels, of each'),
  types: z
    .string()
    .regex(typesPattern, `expected at most ${maxTypes} event types separated by commas`)
    .optional()
    .describe('Only these event types, separated by commas'),
  priority: z
    .enum(priorities, `expected one of ${priorities.join(', ')}`)
    .optional()
    .describe('Only this priority and higher'),
  ...paymentStreamFields,
  ...workflowFields,
  wait: wholeNumber(0, maxWaitSec)
    .default(0)
    .describe('Seconds to wait for an event when there is none; for admins and operators only'),
  connectionId: z
    .string()
    .min(1, 'expected the id of a connection')
    .max(128, 'expected the id of a connection')
    .optional()
    .describe('A connection of the caller’s whose place this takes: events for it are given too'),
});

/** The events, and where to go on. */
export const polledSchema = z
  .strictObject({
    events: z
      .array(channelEventSchema.meta({ id: 'ChannelEvent', description: 'The envelope' }))
      .describe('In the order of the log'),
    cursor: z.string().describe('For the next poll, or for a stream as `Last-Event-ID`'),
    channels: z
      .array(z.enum(channelNames))
      .optional()
      .describe('Of several channels: which they are'),
    userId: z.string().optional().describe('Of several channels: as whom they were read'),
    role: z.string().optional().describe('Of several channels: as which role they were read'),
    permissions: z
      .array(z.string())
      .optional()
      .describe('Of several channels: by which permissions they were read'),
    addresses: z
      .array(z.string())
      .optional()
      .describe('Of several channels: by which other names of the user they were read'),
    gap: z
      .strictObject({
        from: z.string().describe('What was received'),
        to: z.string().describe('The cursor before the events that follow'),
        reason: z.enum(gapReasons),
      })
      .optional()
      .describe('What is missing before the events, and why'),
    hasMore: z.boolean().describe('Whether to ask again at once'),
    retryMs: z
      .int()
      .optional()
      .describe('How long to wait before the next poll: for whom it is not waited here'),
  })
  .meta({
    id: 'Polled',
    example: {
      events: [
        {
          id: '7f46c0d0ac7f7d9f7c7d19fb0ec09a96.opened',
          type: 'BETTING_WINDOW_OPENED',
          timestamp: 1_795_235_379_090,
          priority: 'high',
          source: 'Fights',
          version: '1.0',
          channel: 'fights',
          data: { fightId: 'fight-7', openedAt: 1_795_235_379_090 },
        },
      ],
      cursor: 'dhw6.3',
      hasMore: false,
    },
  });

/** The answer of `GET /poll`. */
export type Polled = Readonly<z.infer<typeof polledSchema>>;

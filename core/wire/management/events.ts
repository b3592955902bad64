import * as z from 'zod';
import { channelNames, eventTypePattern } from '../event.ts';
import { openObject } from '../open-object.ts';
import { priorities } from '../priority.ts';
import { userIdSchema } from '../user-id.ts';
import { traceparentHeader } from './traced-request.ts';

const maxEvents = 25;

const keyExpected = 'expected 1 to 128 printable ASCII characters without spaces';
const keySchema = z.string().regex(/^[\x21-\x7e]{1,128}$/, keyExpected);

function listOf<T extends z.ZodType>(entry: T, what: string, max: number) {
  const expected = `expected 1 to ${max} ${what}`;
  return z.array(entry).min(1, expected).max(max, expected);
}

/** Of roles `*` means all; of users it would reach nobody. */
const userSchema = userIdSchema.refine(
  id => id !== '*',
  'expected the id of a user; for everyone expected {"broadcast":true} or roles ["*"]',
);

/** Everything but the inbox, which holds what is addressed to someone. */
const openChannels = channelNames.filter(name => name !== 'inbox');

const targetSchema = z
  .union(
    [
      z.strictObject({ connection: z.string().min(1).max(128) }),
      z.strictObject({ users: listOf(userSchema, 'user ids', 100) }),
      z.strictObject({ roles: listOf(z.string().min(1).max(64), 'roles, or * for all', 20) }),
      z.strictObject({
        channels: listOf(
          z.enum(openChannels, `expected one of ${openChannels.join(', ')}`),
          'channels',
          openChannels.length,
        ),
      }),
      z.strictObject({ broadcast: z.literal(true) }),
    ],
    'expected one of connection, users, roles, channels, broadcast',
  )
  .describe('Whom it is for');

/** As the standard writes it; that no id is all zero is left to who reads it. */
const traceparentPattern = /^00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

const typeExpected = `expected what matches ${eventTypePattern.source}`;

const eventRequestSchema = z
  .strictObject({
    target: targetSchema,
    type: z.string().regex(eventTypePattern, typeExpected),
    data: openObject('expected an object').describe('What the type says, and anything else'),
    priority: z
      .enum(priorities, `expected one of ${priorities.join(', ')}`)
      .optional()
      .describe('Default: `normal`'),
    correlationId: z.string().min(1).max(128).optional(),
    traceparent: z
      .string()
      .regex(traceparentPattern, 'expected a traceparent of W3C Trace Context, version 00')
      .optional()
      .describe('The trace that it belongs to. Default: the header `traceparent`'),
    idempotencyKey: keySchema
      .optional()
      .describe('The same key makes one event, however often it is sent within a day'),
  })
  .meta({
    id: 'EventRequest',
    example: {
      target: { users: ['ana'] },
      type: 'notification',
      data: { title: 'Payout done', link: '/wallet' },
      idempotencyKey: 'payout-7',
    },
  });

/** One event of `POST /events`. */
export type EventRequest = z.infer<typeof eventRequestSchema>;

const batchExpected = `expected 1 to ${maxEvents} events`;

/** One event, or several that are published together or not at all. */
export const publishRequestSchema = z
  .union(
    [
      eventRequestSchema,
      z.strictObject({
        events: z.array(eventRequestSchema).min(1, batchExpected).max(maxEvents, batchExpected),
      }),
    ],
    'expected an event, or events with a list of them',
  )
  .meta({
    id: 'PublishRequest',
    example: {
      events: [
        { target: { broadcast: true }, type: 'systemAlert', data: { message: 'back in five' } },
      ],
    },
  });

export const publishHeadersSchema = z.object({
  'idempotency-key': keySchema.optional().describe('`idempotencyKey` of a single event'),
  traceparent: traceparentHeader.describe(
    'The trace of every event that names none, by W3C Trace Context',
  ),
});

/** What was published. */
export const publishedSchema = z
  .strictObject({
    eventIds: z
      .array(z.string())
      .describe('Their `id` for every reader, in the order they came in'),
    addressed: z.int().min(0).describe('Open connections that they are for'),
    note: z.string().describe('How exact that number is'),
  })
  .meta({
    id: 'Published',
    example: {
      eventIds: ['4c3a1d5e-7b0f-4c55-9b0e-5d2f0a6f4b11'],
      addressed: 2,
      note: 'as of now; may count readers who left within the last 300 s, and lost sockets until 130 minutes after they connected',
    },
  });

/** The answer of `POST /events`. */
export type Published = Readonly<z.infer<typeof publishedSchema>>;

/** A test of one channel, or of everything. */
export const testBroadcastSchema = z
  .strictObject({
    channel: z
      .enum(channelNames, 'expected the name of a channel')
      .optional()
      .describe('Default: everyone, everywhere'),
    message: z.string().min(1).max(500).optional(),
  })
  .meta({ id: 'TestBroadcast', example: { channel: 'fights', message: 'do you read me?' } });

/** What a health check sends to every connection. */
export const healthCheckSchema = z
  .strictObject({ message: z.string().min(1).max(500).optional() })
  .meta({ id: 'HealthCheck', example: {} });

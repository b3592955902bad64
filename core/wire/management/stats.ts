import * as z from 'zod';
import { connectionChannels, connectionStates } from '../connection-state.ts';
import { errorCategories } from '../error-category.ts';

const count = z.int().min(0);
const connectionChannel = z.enum(connectionChannels);
const states = z
  .record(z.enum(connectionStates), count)
  .describe('How many are in each state; `GET /connections` says which');

export const latencySchema = z
  .strictObject({
    samples: count,
    p50: z.number().min(0),
    p95: z.number().min(0),
    p99: z.number().min(0),
  })
  .describe(
    'Milliseconds from a write to its event on a stream or socket; exact to a bucket of the histogram',
  );

const failures = z.record(
  z.enum(errorCategories),
  z.strictObject({ count, rate: z.number().min(0).max(1).describe('Per request') }),
);

const channelStatsSchema = z.strictObject({
  channel: connectionChannel,
  connections: z.strictObject({ sse: count, ws: count, byState: states }),
  eventsPerMinute: z.number().min(0),
  deliveries: count.describe(
    'Live events written to readers, each one counted; messages of `proposals`',
  ),
  latencyMs: latencySchema.optional().describe('Absent without deliveries'),
  minutes: z
    .array(z.strictObject({ start: z.int(), events: count, deliveries: count }))
    .describe('The window minute by minute, oldest first; the last one still runs'),
});

const paymentStreamReadersSchema = z
  .strictObject({
    readers: count.describe('Streams that show `payment-streams`'),
    all: count.describe('Of them, those that get every payment stream: of staff, without a filter'),
    byStream: z
      .array(z.strictObject({ streamId: z.string(), readers: count }))
      .describe('By `streams` of their filters: the 50 most read'),
    byUser: z
      .array(z.strictObject({ user: z.string(), readers: count }))
      .describe('By `users` of their filters: the 50 most read'),
  })
  .describe('Who reads payment streams, and which');

const roomsSchema = z
  .strictObject({
    rooms: count.describe('Workflows that some socket is subscribed to'),
    subscriptions: count.describe('Of sockets to workflows'),
    isExact: z.boolean().describe('False when there are more than were counted'),
    byWorkflow: z
      .array(z.strictObject({ workflowId: z.string(), sockets: count }))
      .describe('The 50 with the most sockets, of those that the caller may see'),
  })
  .describe('Subscriptions over the WebSocket API');

const errorsSchema = z.strictObject({
  requests: count.describe('Connects, messages, requests and batches'),
  errors: count.describe('Of them, and of streams, so many were refused or failed'),
  rate: z.number().min(0).max(1),
  byCategory: failures,
});

const exampleStates = { connecting: 0, connected: 2, idle: 1, stale: 0, disconnecting: 0 };
const none = { count: 0, rate: 0 };
const exampleErrors = {
  requests: 200,
  errors: 3,
  rate: 0.015,
  byCategory: {
    CONNECTION: none,
    AUTHENTICATION: { count: 3, rate: 0.015 },
    RATE_LIMIT: none,
    SERVER: none,
    CLIENT: none,
    VALIDATION: none,
    TIMEOUT: none,
  },
};

/** What all environments together have counted, of what the caller may read. */
export const statsSchema = z
  .strictObject({
    at: z.int(),
    windowMinutes: z.int().describe('How far all but connections looks back, this minute included'),
    connections: z.strictObject({
      total: count,
      byState: states,
      oldest: z
        .strictObject({
          connectionId: z.string().optional().describe('For admins'),
          channel: connectionChannel,
          connectedAt: z.int(),
        })
        .optional(),
      complete: z.boolean().describe('False when a channel has more than were counted'),
    }),
    channels: z.array(channelStatsSchema),
    paymentStreams: paymentStreamReadersSchema,
    rooms: roomsSchema,
    latencyMs: latencySchema.optional().describe('Over all channels; absent without deliveries'),
    errors: errorsSchema.extend({
      bySource: z.array(
        errorsSchema.extend({
          source: z.enum([...connectionChannels, 'management', 'change-fan-out']),
        }),
      ),
    }),
  })
  .meta({
    id: 'Stats',
    example: {
      at: 1_795_262_400_000,
      windowMinutes: 5,
      connections: {
        total: 3,
        byState: exampleStates,
        oldest: { connectionId: 'c-1', channel: 'fights', connectedAt: 1_795_262_100_000 },
        complete: true,
      },
      channels: [
        {
          channel: 'fights',
          connections: { sse: 3, ws: 0, byState: exampleStates },
          eventsPerMinute: 4.5,
          deliveries: 54,
          latencyMs: { samples: 54, p50: 380, p95: 590, p99: 600 },
          minutes: [{ start: 1_795_262_400_000, events: 18, deliveries: 54 }],
        },
      ],
      paymentStreams: {
        readers: 3,
        all: 1,
        byStream: [{ streamId: 'stream-1', readers: 2 }],
        byUser: [{ user: 'bea', readers: 1 }],
      },
      rooms: {
        rooms: 2,
        subscriptions: 3,
        isExact: true,
        byWorkflow: [{ workflowId: 'payout-42', sockets: 2 }],
      },
      latencyMs: { samples: 54, p50: 380, p95: 590, p99: 600 },
      errors: { ...exampleErrors, bySource: [{ source: 'fights', ...exampleErrors }] },
    },
  });

/** The answer of `GET /stats`. */
export type Stats = z.infer<typeof statsSchema>;

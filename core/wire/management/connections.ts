import * as z from 'zod';
import { connectionChannels, connectionKinds, connectionStates } from '../connection-state.ts';
import { channelNames } from '../event.ts';
import { paymentStreamFilterSchema } from '../payment-stream-query.ts';
import { userIdSchema } from '../user-id.ts';
import { pageFields, pageParameters } from './page.ts';
import { reasonSchema } from './reason.ts';

const connectionIdSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'expected 1 to 128 printable ASCII characters without spaces');

/** One open connection, as admins see it. */
export const connectionSchema = z
  .strictObject({
    connectionId: z.string(),
    userId: z.string(),
    role: z.string(),
    kind: z.enum(connectionKinds).describe('A stream of a channel, or a WebSocket'),
    channel: z
      .enum(connectionChannels)
      .describe('Of what it is a stream; `live`: of several channels; `proposals`: a socket'),
    channels: z
      .array(z.enum(channelNames))
      .optional()
      .describe('Of a stream of several channels: which it shows'),
    paymentStreams: paymentStreamFilterSchema
      .optional()
      .describe('What it asked to see of `payment-streams`; absent: all that it may'),
    workflows: z
      .int()
      .positive()
      .optional()
      .describe('How many workflows it asked to see of `workflows`; absent: all that it may'),
    state: z.enum(connectionStates),
    connectedAt: z.int(),
    seenAt: z.int().describe('When its holder last said that it is there'),
    expiresAt: z.int().describe('When it counts as gone at the latest'),
    sourceIp: z.string(),
    userAgent: z.string(),
    clientId: z.string().optional(),
    clientType: z.string().optional().describe('What the client says it is; not verified'),
    username: z
      .string()
      .optional()
      .describe('A name that the client says; not verified, and not the user’s id'),
  })
  .meta({
    id: 'Connection',
    example: {
      connectionId: '6a6f0f1e-6c0b-4d7c-8a33-0a6f2f6b9d10.d02bed675eb1507c5bad220cbbd376f2',
      userId: 'ana',
      role: 'admin',
      kind: 'sse',
      channel: 'fights',
      state: 'connected',
      connectedAt: 1795291200000,
      seenAt: 1795291260000,
      expiresAt: 1795291510000,
      sourceIp: '203.0.113.7',
      userAgent: 'Mozilla/5.0',
      clientId: 'tab-1',
      clientType: 'dashboard',
      username: 'Ana at the front desk',
    },
  });

/** A connection as admins see it. */
export type ConnectionView = Readonly<z.infer<typeof connectionSchema>>;

const connectionExample: ConnectionView = {
  connectionId: 'Vf4kHd3mIAMCIqQ=.dcb795f08513cc4c900ecae35f6b61c8',
  userId: 'bea',
  role: 'bettor',
  kind: 'ws',
  channel: 'proposals',
  state: 'idle',
  connectedAt: 1795291200000,
  seenAt: 1795291320000,
  expiresAt: 1795299000000,
  sourceIp: '203.0.113.8',
  userAgent: 'GalloBets/4.2 (iPhone)',
};

/** Which connections; without any of the three, all. */
export const connectionsQuerySchema = z.object({
  channel: z
    .enum(connectionChannels)
    .optional()
    .describe('Of this channel, among others too; or `live`, or `proposals`'),
  userId: userIdSchema.optional().describe('Of this user'),
  state: z.enum(connectionStates).optional().describe('In this state'),
  ...pageParameters,
});

/** The query of `GET /connections`. */
export type ConnectionsQuery = Readonly<z.infer<typeof connectionsQuerySchema>>;

export const connectionsSchema = z
  .strictObject({
    connections: z
      .array(connectionSchema)
      .describe('Perhaps fewer than asked for, even where there are more: look at `next`'),
    ...pageFields,
  })
  .meta({ id: 'ConnectionList', example: { connections: [connectionExample] } });

/** The answer of `GET /connections`. */
export type ConnectionList = Readonly<z.infer<typeof connectionsSchema>>;

export const connectionPathSchema = z.object({
  id: connectionIdSchema.describe('The connection’s id, as `connected` and the lists have it'),
});

export const userPathSchema = z.object({ id: userIdSchema.describe('The user’s id') });

/** Why an admin ends connections. It stands in the audit log; the reader does not get it. */
export const disconnectSchema = z
  .strictObject({
    reason: reasonSchema.optional(),
  })
  .meta({ id: 'Disconnect', example: { reason: 'shared account' } });

/** The same, where there is no body. Not strict: beside it may stand `token`. */
export const disconnectQuerySchema = z.object({ reason: reasonSchema.optional() });

export const disconnectedSchema = z
  .strictObject({
    disconnected: z
      .int()
      .min(0)
      .describe('Connections that were asked to end; within 10 s they are'),
  })
  .meta({ id: 'Disconnected', example: { disconnected: 2 } });

/** Whether a user is there. */
export const presenceSchema = z
  .strictObject({
    userId: z.string(),
    online: z.boolean().describe('Whether one of them is neither stale nor disconnecting'),
    connections: z.array(connectionSchema),
  })
  .meta({
    id: 'Presence',
    example: { userId: 'bea', online: true, connections: [connectionExample] },
  });

/** Whether a user is connected, and how. */
export type Presence = Readonly<z.infer<typeof presenceSchema>>;

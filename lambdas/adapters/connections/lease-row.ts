import * as z from 'zod';
import { labelOf } from '../../../core/connection/client-label.ts';
import { leaseEndReasons } from '../../../core/connection/end-connection.ts';
import type { LeasedConnection } from '../../../core/connection/lease-directory.ts';
import { stateAt } from '../../../core/connection/state-at.ts';
import {
  connectionChannels,
  connectionKinds,
  connectionStates,
} from '../../../core/wire/connection-state.ts';
import { channelNames } from '../../../core/wire/event.ts';
import { paymentStreamFilterSchema } from '../../../core/wire/payment-stream-query.ts';
import { shardKey } from '../dynamodb/query-shards.ts';

/** A row of the table Connections: the lease of a stream, or the row of a socket. */
export const leaseRowSchema = z.object({
  userId: z.string(),
  /** `sse#NN` or `ws#<connectionId>` */
  leaseId: z.string().regex(/^(sse#\d{2}|ws#.+)$/),
  kind: z.enum(connectionKinds),
  connectionId: z.string(),
  channel: z.enum(connectionChannels),
  /** Of a Live stream: which channels it shows. */
  channels: z.array(z.enum(channelNames)).optional(),
  /** What it wants to see of `payment-streams`, and its user's other names, by which it may. */
  paymentStreams: paymentStreamFilterSchema.optional(),
  addresses: z.array(z.string()).optional(),
  role: z.string(),
  clientId: z.string().optional(),
  /** What the client says of itself. */
  clientType: z.string().optional(),
  username: z.string().optional(),
  /** The token's `jti`, and that of the session it came from. */
  tokenId: z.string().optional(),
  sessionId: z.string().optional(),
  /** `YYYY-MM-DDTHH:mm:ss.sssZ` */
  connectedAt: z.iso.datetime(),
  /** As its holder reported it last; what time did since is added when it is read. */
  state: z.enum(connectionStates),
  /** Milliseconds since the Unix epoch. */
  seenAtMs: z.number(),
  sourceIp: z.string(),
  userAgent: z.string(),
  endReason: z.enum(leaseEndReasons).optional(),
  /** Seconds since the Unix epoch: the table's TTL attribute. */
  expiresAt: z.number(),
});

export type LeaseRow = Readonly<z.infer<typeof leaseRowSchema>>;

/** What the index `byChannel` has a row by: its channel, and the time it began, which no two share. */
export function indexKeysOf({
  channel,
  connectedAt,
  connectionId,
}: Pick<LeaseRow, 'connectedAt' | 'connectionId'> & { readonly channel: string }) {
  return {
    channelShard: shardKey(channel, connectionId),
    since: `${connectedAt}#${connectionId}`,
  };
}

/** The connection of a row; `undefined` for a row that expired or is none of ours. */
export function leasedConnection(item: unknown, nowMs: number): LeasedConnection | undefined {
  const row = leaseRowSchema.safeParse(item).data;
  // TTL deletes up to days late; until then the row is still found.
  if (row === undefined || row.expiresAt * 1_000 <= nowMs) return undefined;
  const { userId, leaseId, kind, connectionId, channel, role, sourceIp, userAgent } = row;
  const { seenAtMs, channels, paymentStreams, addresses, clientId, tokenId, sessionId } = row;
  const connectedAtMs = Date.parse(row.connectedAt);
  const isEnding = row.endReason !== undefined;
  return {
    connectionId,
    userId,
    leaseId,
    role,
    kind,
    channel,
    ...(channels === undefined ? {} : { channels }),
    ...(paymentStreams === undefined ? {} : { paymentStreams }),
    ...(addresses === undefined ? {} : { addresses }),
    state: stateAt({ kind, state: row.state, connectedAtMs, seenAtMs, isEnding }, nowMs),
    connectedAtMs,
    seenAtMs,
    expiresAtMs: row.expiresAt * 1_000,
    sourceIp,
    userAgent,
    ...(clientId === undefined ? {} : { clientId }),
    ...labelOf(row),
    ...(tokenId === undefined ? {} : { tokenId }),
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}

import * as z from 'zod';
import type { ReaderClaims } from '../../../core/auth/reader-claims.ts';
import { labelOf } from '../../../core/connection/client-label.ts';
import { leaseEndReasons } from '../../../core/connection/end-connection.ts';
import type { LeasedConnection } from '../../../core/connection/lease-directory.ts';
import { stateAt } from '../../../core/connection/state-at.ts';
import type { ChannelFilters } from '../../../core/wire/channel-filters.ts';
import {
  connectionChannels,
  connectionKinds,
  connectionStates,
} from '../../../core/wire/connection-state.ts';
import { channelNames } from '../../../core/wire/event.ts';
import { paymentStreamFilterSchema } from '../../../core/wire/payment-stream-query.ts';
import { shardKey } from '../dynamodb/query-shards.ts';

const names = z.array(z.string()).readonly().exactOptional();

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
  /** What it wants to see of channels that can be narrowed. */
  filters: z
    .object({ paymentStreams: paymentStreamFilterSchema.exactOptional(), workflows: names })
    .optional(),
  role: z.string(),
  /** What its token says by which events are judged, beside user and role. */
  claims: z.object({ permissions: names, addresses: names }).optional(),
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
  /** Of a stream whose process serves many: where that is notified of the lease's end. */
  mailbox: z.string().optional(),
  /** Seconds since the Unix epoch: the table's TTL attribute. */
  expiresAt: z.number(),
});

export type LeaseRow = Readonly<z.infer<typeof leaseRowSchema>>;

/**
 * What decides what a connection is shown, as a row keeps it: an index takes 20 attributes, and `byChannel`
 * has them, so that which belongs together is one (docs/decisions/0100).
 */
export function sightOf({
  permissions,
  addresses,
  paymentStreams,
  workflows,
}: ReaderClaims & ChannelFilters): Pick<LeaseRow, 'claims' | 'filters'> {
  const claims = { ...(permissions && { permissions }), ...(addresses && { addresses }) };
  const filters = { ...(paymentStreams && { paymentStreams }), ...(workflows && { workflows }) };
  return {
    ...(Object.keys(claims).length === 0 ? {} : { claims }),
    ...(Object.keys(filters).length === 0 ? {} : { filters }),
  };
}

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
  const { seenAtMs, channels, claims, filters, clientId, tokenId, sessionId } = row;
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
    ...claims,
    ...filters,
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

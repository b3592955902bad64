import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  type OpenedSocket,
  type RenewedToken,
  type SocketConnection,
  type SocketConnections,
  socketLifetimeMs,
} from '../../../core/connection/socket-connections.ts';
import { cutText } from '../../../core/wire/cut-text.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { readKeys } from '../dynamodb/read-items.ts';
import { indexKeysOf, leaseRowSchema, sightOf } from './lease-row.ts';
import { countMessage, noMessages } from './message-rate.ts';

const leasePrefix = 'ws#';

/** What marks the row of a WebSocket connection, in the table and in its stream. */
export const socketRowSchema = leaseRowSchema.extend({
  leaseId: z.string().startsWith(leasePrefix),
  kind: z.literal('ws'),
  channel: z.literal('proposals'),
  /** Milliseconds since the Unix epoch; past it the socket is silent until it authenticates again. */
  tokenExpiresAtMs: z.number(),
});

type SocketRow = Readonly<z.infer<typeof socketRowSchema>>;

/** The socket of a row as it is stored; `undefined` when that is the lease of a stream, or no row of ours. */
export function socketConnectionOf(item: unknown): SocketConnection | undefined {
  const row = socketRowSchema.safeParse(item).data;
  return row && connectionOf(row);
}

/** Of rows as they are stored the sockets that may be open. */
export function openSockets(items: readonly unknown[], nowMs: number): readonly SocketConnection[] {
  return items.flatMap(item => {
    const row = socketRowSchema.safeParse(item).data;
    // TTL deletes up to days late; until then the row is still found.
    return row !== undefined && row.expiresAt * 1_000 > nowMs ? connectionOf(row) : [];
  });
}

function connectionOf({
  connectionId,
  userId,
  role,
  claims,
  state,
  connectedAt,
  seenAtMs,
  tokenExpiresAtMs,
}: SocketRow): SocketConnection {
  const connectedAtMs = Date.parse(connectedAt);
  const permissions = claims?.permissions ?? [];
  return {
    ...{ connectionId, userId, role, permissions, state },
    ...{ connectedAtMs, seenAtMs, tokenExpiresAtMs },
  };
}

/** Longer ones are cut: the row is for people to read. */
const maxUserAgentLength = 256;

/** The port over the Connections table. */
export function createSocketConnections(
  client: DynamoDBDocumentClient,
  tableName: string,
): SocketConnections {
  const keyOf = (userId: string, connectionId: string) => ({
    userId,
    leaseId: `${leasePrefix}${connectionId}`,
  });
  return {
    open: async socket => {
      // What the directory of all connections reads of every row.
      const listed = { channel: 'proposals', state: 'connecting', seenAtMs: socket.connectedAtMs };
      const row = rowOf(socket);
      const Item = { ...row, ...listed, ...indexKeysOf(row) };
      await client.send(new PutCommand({ TableName: tableName, Item }));
    },
    close: async (userId, connectionId) => {
      await client.send(
        new DeleteCommand({ TableName: tableName, Key: keyOf(userId, connectionId) }),
      );
    },
    listOf: (userId, nowMs) => listOf(client, tableName, userId, nowMs),
    find: async (sockets, nowMs) => {
      const keys = sockets.map(({ userId, connectionId }) => keyOf(userId, connectionId));
      return openSockets(await readKeys(client, tableName, keys), nowMs);
    },
    countMessage: message => {
      const key = keyOf(message.userId, message.connectionId);
      const parse = (item: unknown) => connectionOf(socketRowSchema.parse(item));
      return countMessage({ client, tableName, key, parse }, message);
    },
    renew: token => renew(client, tableName, keyOf(token.userId, token.connectionId), token),
  };
}

function rowOf(socket: OpenedSocket): SocketRow & { readonly heard: readonly number[] } {
  const { connectedAtMs, userAgent, permissions, ...rest } = socket;
  return {
    ...rest,
    ...(permissions && sightOf({ permissions })),
    leaseId: `${leasePrefix}${socket.connectionId}`,
    kind: 'ws',
    channel: 'proposals',
    state: 'connecting',
    seenAtMs: connectedAtMs,
    connectedAt: new Date(connectedAtMs).toISOString(),
    userAgent: cutText(userAgent, maxUserAgentLength),
    expiresAt: Math.floor((connectedAtMs + socketLifetimeMs) / 1_000),
    heard: noMessages,
  };
}

async function listOf(
  client: DynamoDBDocumentClient,
  tableName: string,
  userId: string,
  nowMs: number,
): Promise<readonly SocketConnection[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: 'userId = :user AND begins_with(leaseId, :prefix)',
      ExpressionAttributeValues: { ':user': userId, ':prefix': leasePrefix },
      ConsistentRead: true,
    },
  );
  const found: SocketConnection[] = [];
  for await (const { Items = [] } of pages) {
    found.push(...openSockets(Items, nowMs));
  }
  return found.sort(oldestFirst);
}

function oldestFirst(one: SocketConnection, other: SocketConnection): number {
  return (
    one.connectedAtMs - other.connectedAtMs || one.connectionId.localeCompare(other.connectionId)
  );
}

async function renew(
  client: DynamoDBDocumentClient,
  tableName: string,
  key: Readonly<Record<string, string>>,
  { role, tokenExpiresAtMs, tokenId, permissions }: RenewedToken,
): Promise<boolean> {
  return await wasWritten(
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: key,
        UpdateExpression: `SET #role = :role, claims = :claims, tokenExpiresAtMs = :until${tokenId === undefined ? ' REMOVE tokenId' : ', tokenId = :token'}`,
        // A row that is gone stays gone: its connection was closed, or is being closed.
        ConditionExpression: 'attribute_exists(leaseId)',
        ExpressionAttributeNames: { '#role': 'role' },
        ExpressionAttributeValues: {
          ':role': role,
          ':claims': { permissions },
          ':until': tokenExpiresAtMs,
          ':token': tokenId,
        },
      }),
    ),
  );
}

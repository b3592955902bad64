import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ClientLabel } from '../../../core/connection/client-label.ts';
import { cutText } from '../../../core/wire/cut-text.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { indexKeysOf, leaseRowSchema } from './lease-row.ts';
import { type Heard, type HeardMessage, hear, nothingHeard } from './message-rate.ts';

const leasePrefix = 'ws#';

/** What marks the row of a WebSocket connection, in the table and in its stream. */
export const socketConnectionSchema = leaseRowSchema.extend({
  leaseId: z.string().startsWith(leasePrefix),
  kind: z.literal('ws'),
  channel: z.literal('proposals'),
  /** Milliseconds since the Unix epoch; past it the socket is silent until it authenticates again. */
  tokenExpiresAtMs: z.number(),
  /** Those of the token that count on a socket. */
  permissions: z.array(z.string()).optional(),
});

export type SocketConnection = Readonly<z.infer<typeof socketConnectionSchema>>;

/** What a row is made of. */
export interface OpenedSocket extends ClientLabel {
  readonly userId: string;
  readonly connectionId: string;
  readonly role: string;
  /** Milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
  readonly tokenExpiresAtMs: number;
  readonly tokenId?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** A socket's new token. */
export interface RenewedToken {
  readonly userId: string;
  readonly connectionId: string;
  readonly role: string;
  readonly tokenExpiresAtMs: number;
  readonly tokenId?: string | undefined;
  readonly permissions: readonly string[];
}

/** The open WebSocket connections, one row each. */
export interface SocketConnections {
  open(socket: OpenedSocket): Promise<void>;
  close(userId: string, connectionId: string): Promise<void>;
  /** The user's connections, oldest first; sees every write committed before. */
  listOf(userId: string, nowMs: number): Promise<readonly SocketConnection[]>;
  /** Counts one message of the socket, and says whether it may be answered. */
  hear(message: HeardMessage): Promise<Heard<SocketConnection>>;
  /** Whether the connection was there to be renewed. */
  renew(token: RenewedToken): Promise<boolean>;
}

/** A connection lasts 2 h at most (API Gateway quota); the rest is slack for a lost `$disconnect`. */
export const socketLifetimeMs = 130 * 60_000;

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
      const told = { channel: 'proposals', state: 'connecting', seenAtMs: socket.connectedAtMs };
      const row = rowOf(socket);
      const Item = { ...row, ...told, ...indexKeysOf(row) };
      await client.send(new PutCommand({ TableName: tableName, Item }));
    },
    close: async (userId, connectionId) => {
      await client.send(
        new DeleteCommand({ TableName: tableName, Key: keyOf(userId, connectionId) }),
      );
    },
    listOf: (userId, nowMs) => listOf(client, tableName, userId, nowMs),
    hear: message => {
      const key = keyOf(message.userId, message.connectionId);
      return hear({ client, tableName, key, schema: socketConnectionSchema }, message);
    },
    renew: token => renew(client, tableName, keyOf(token.userId, token.connectionId), token),
  };
}

function rowOf(socket: OpenedSocket): SocketConnection & { readonly heard: readonly number[] } {
  const { connectedAtMs, userAgent, permissions, ...rest } = socket;
  return {
    ...rest,
    ...(permissions && { permissions: [...permissions] }),
    leaseId: `${leasePrefix}${socket.connectionId}`,
    kind: 'ws',
    channel: 'proposals',
    state: 'connecting',
    seenAtMs: connectedAtMs,
    connectedAt: new Date(connectedAtMs).toISOString(),
    userAgent: cutText(userAgent, maxUserAgentLength),
    expiresAt: Math.floor((connectedAtMs + socketLifetimeMs) / 1_000),
    heard: nothingHeard,
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
    found.push(
      ...Items.flatMap<SocketConnection>(item => socketConnectionSchema.safeParse(item).data ?? [])
        // TTL deletes up to days late; until then the row is still found.
        .filter(({ expiresAt }) => expiresAt * 1_000 > nowMs),
    );
  }
  return found.sort(oldestFirst);
}

function oldestFirst(one: SocketConnection, other: SocketConnection): number {
  return (
    one.connectedAt.localeCompare(other.connectedAt) || one.leaseId.localeCompare(other.leaseId)
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
        UpdateExpression: `SET #role = :role, #permissions = :permissions, tokenExpiresAtMs = :until${tokenId === undefined ? ' REMOVE tokenId' : ', tokenId = :token'}`,
        // A row that is gone stays gone: its connection was closed, or is being closed.
        ConditionExpression: 'attribute_exists(leaseId)',
        ExpressionAttributeNames: { '#role': 'role', '#permissions': 'permissions' },
        ExpressionAttributeValues: {
          ':role': role,
          ':permissions': permissions,
          ':until': tokenExpiresAtMs,
          ':token': tokenId,
        },
      }),
    ),
  );
}

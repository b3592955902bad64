import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import { shardKeys } from '../dynamodb/query-shards.ts';
import { type SocketConnection, socketConnectionSchema } from './socket-connections.ts';

/** The open sockets of whomever they are. Both go through an index, which lags a moment behind. */
export interface SocketDirectory {
  /** The socket of that connection id, unless it is none. */
  find(connectionId: string): Promise<SocketConnection | undefined>;
  /** All of them, page by page. */
  pages(): AsyncIterable<readonly SocketConnection[]>;
}

const pageSize = 200;

/** The directory over the Connections table. */
export function createSocketDirectory(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: Clock,
): SocketDirectory {
  const sockets = (items: readonly unknown[]): readonly SocketConnection[] =>
    items
      .flatMap<SocketConnection>(item => socketConnectionSchema.safeParse(item).data ?? [])
      // TTL deletes up to days late; until then the row is still found.
      .filter(({ expiresAt }) => expiresAt * 1_000 > now());

  async function* query(index: string, key: string, value: string) {
    const pages = paginateQuery(
      { client, pageSize },
      {
        TableName: tableName,
        IndexName: index,
        KeyConditionExpression: '#key = :value',
        ExpressionAttributeNames: { '#key': key },
        ExpressionAttributeValues: { ':value': value },
      },
    );
    for await (const { Items = [] } of pages) yield sockets(Items);
  }

  return {
    find: async connectionId => {
      for await (const [found] of query('byConnection', 'connectionId', connectionId)) return found;
      return undefined;
    },
    pages: async function* () {
      for (const key of shardKeys('proposals')) yield* query('byChannel', 'channelShard', key);
    },
  };
}

import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import type { SocketDirectory } from '../../../core/connection/socket-directory.ts';
import { shardKeys } from '../dynamodb/query-shards.ts';
import { openSockets } from './socket-connections.ts';

const pageSize = 200;

/** The directory over the Connections table. */
export function createSocketDirectory(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: Clock,
): SocketDirectory {
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
    for await (const { Items = [] } of pages) yield Items;
  }

  return {
    find: async connectionId => {
      for await (const items of query('byConnection', 'connectionId', connectionId)) {
        if (items.length > 0) return { socket: openSockets(items, now())[0] };
      }
      return undefined;
    },
    pages: async function* () {
      for (const key of shardKeys('proposals')) {
        for await (const items of query('byChannel', 'channelShard', key)) {
          yield openSockets(items, now());
        }
      }
    },
  };
}

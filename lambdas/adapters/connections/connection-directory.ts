import { type DynamoDBDocumentClient, paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import type { LeaseDirectory, LeasedConnection } from '../../../core/connection/lease-directory.ts';
import { keyOfPage, pageToken } from '../../../core/page-token.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import type { ConnectionChannel } from '../../../core/wire/connection-state.ts';
import { queryShards } from '../dynamodb/query-shards.ts';
import { leasedConnection } from './lease-row.ts';

/** Reads of all shards for one page at most: rows that expired stay in the index until TTL takes them. */
const maxReads = 20;

/** Around the beginnings of all connections, as `indexKeysOf` writes them. */
const earliest = '0';
const latest = '9999~';

/** The open connections in the table `Connections`. */
export function createConnectionDirectory(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: Clock,
): LeaseDirectory {
  const read = (items: readonly unknown[] = []) => {
    const nowMs = now();
    return items.flatMap<LeasedConnection>(item => leasedConnection(item, nowMs) ?? []);
  };
  return {
    find: async connectionId => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'byConnection',
          KeyConditionExpression: 'connectionId = :id',
          ExpressionAttributeValues: { ':id': connectionId },
          Limit: 1,
        }),
      );
      return read(Items)[0];
    },
    ofUser: async userId => {
      // All pages: rows of sockets whose $disconnect was lost stay until TTL takes them, and must not
      // hide one that is open.
      const pages = paginateQuery(
        { client },
        {
          TableName: tableName,
          KeyConditionExpression: 'userId = :user',
          ExpressionAttributeValues: { ':user': userId },
          ConsistentRead: true,
        },
      );
      const found: LeasedConnection[] = [];
      for await (const { Items } of pages) found.push(...read(Items));
      return found;
    },
    onChannel: async (channel, { limit, next }) => {
      let after = next === undefined ? undefined : placeIn(channel, next);
      const connections: LeasedConnection[] = [];
      for (let reads = 0; reads < maxReads; reads += 1) {
        const { items, last } = await queryShards(client, {
          tableName,
          indexName: 'byChannel',
          partition: { name: 'channelShard', value: channel },
          sort: { name: 'since', from: earliest, to: latest },
          descending: false,
          after,
          limit: limit - connections.length,
        });
        connections.push(...read(items));
        if (last === undefined) return { connections };
        after = last;
        if (connections.length >= limit) break;
      }
      return {
        connections,
        ...(after === undefined ? {} : { next: pageToken({ channel, after }) }),
      };
    },
  };
}

/** @throws AppError INPUT_INVALID for what is no page of the channel */
function placeIn(channel: ConnectionChannel, next: string): string {
  const place = keyOfPage(next, ['channel', 'after']);
  const after = place?.after;
  if (place?.channel !== channel || after === undefined || after < earliest || after > latest) {
    throw new AppError('INPUT_INVALID', 'next is no page of connections; expected one as given');
  }
  return after;
}

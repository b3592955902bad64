import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import type { Connection } from '../../../core/connection/connection.ts';
import { leasedConnection } from './lease-row.ts';

/**
 * All that are open, by pages of up to 1 MB. From end to end of the table: through its index by channel, each
 * of a hundred keys would be half a read unit, be anyone connected or not.
 */
export function createOpenConnections(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: Clock,
): () => AsyncIterable<readonly Connection[]> {
  return async function* openConnections() {
    const pages = paginateScan({ client }, { TableName: tableName });
    for await (const { Items = [] } of pages) {
      const nowMs = now();
      yield Items.flatMap(item => leasedConnection(item, nowMs) ?? []);
    }
  };
}

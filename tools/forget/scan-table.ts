import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { StoredItem } from './person.ts';

/** Items of a page at most; DynamoDB ends a page at 1 MB in any case. */
const pageSize = 500;

/** Of the 12,000 that an on-demand table takes at first, so that nobody else is throttled. */
const readUnitsPerSecond = 1_000;

/** What a scan works with. */
export interface ScanPorts {
  readonly client: DynamoDBDocumentClient;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Every item of the table, a page at a time, strongly, and no faster than its share of the table. */
export async function* scanTable(
  tableName: string,
  { client, pause }: ScanPorts,
): AsyncGenerator<readonly StoredItem[]> {
  let after: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        Limit: pageSize,
        ExclusiveStartKey: after,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    yield page.Items ?? [];
    after = page.LastEvaluatedKey;
    const units = page.ConsumedCapacity?.CapacityUnits ?? 0;
    if (after !== undefined) await pause((units / readUnitsPerSecond) * 1_000);
  } while (after !== undefined);
}

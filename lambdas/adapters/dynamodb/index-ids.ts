import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { IdPage, IdPlace } from '../../../core/id-page.ts';

/** What of a table's index is read: the items whose attribute has the value, by the table's key. */
export interface IndexedValue {
  readonly tableName: string;
  readonly indexName: string;
  readonly attribute: string;
  readonly value: string;
  readonly key: string;
}

/** The next ids of an index that holds keys only, as it was a moment ago. */
export async function indexIds(
  client: DynamoDBDocumentClient,
  { tableName, indexName, attribute, value, key }: IndexedValue,
  { after, limit }: IdPlace,
): Promise<IdPage> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: indexName,
      KeyConditionExpression: `#by = :value${after === undefined ? '' : ' AND #key > :after'}`,
      ExpressionAttributeNames: { '#by': attribute, ...(after !== undefined && { '#key': key }) },
      ExpressionAttributeValues: {
        ':value': value,
        ...(after !== undefined && { ':after': after }),
      },
      Limit: limit,
    }),
  );
  return { ids: Items.map(item => String(item[key])), hasMore: LastEvaluatedKey !== undefined };
}

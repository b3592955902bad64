import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../../tools/outputs.ts';
import type { Target } from './target.ts';

/** The quarantined changes of a table whose keys begin so. */
export async function quarantinedItems(
  { client, outputs }: Target,
  table: string,
  keyPrefix: string,
): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: requireOutput(outputs, 'QuarantineTableName'),
      KeyConditionExpression: '#table = :table',
      FilterExpression: 'begins_with(#key, :id)',
      ExpressionAttributeNames: { '#table': 'table', '#key': 'key' },
      ExpressionAttributeValues: { ':table': table, ':id': keyPrefix },
    }),
  );
  return Items;
}

import { callDynamoDb } from '../call-dynamodb.ts';

/** Writes a pending bet; resolves once DynamoDB has acknowledged it. */
export async function putBet(endpoint: string, tableName: string, betId: string): Promise<void> {
  const item = {
    betId: { S: betId },
    fightId: { S: 'bench' },
    userId: { S: 'bench' },
    side: { S: 'red' },
    amount: { N: '500' },
    currency: { S: 'MXN' },
    status: { S: 'pending' },
  };
  await callDynamoDb(endpoint, 'PutItem', { TableName: tableName, Item: item });
}

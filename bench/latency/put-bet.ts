/** Any engine takes any credentials here; it only wants some. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20120810/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

/** Writes a pending bet; resolves once DynamoDB has acknowledged it. It takes no SDK, whose time would count. */
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
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.PutItem',
      'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      authorization,
    },
    body: JSON.stringify({ TableName: tableName, Item: item }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`the bet was refused with ${response.status}: ${answer}`);
}

/** Any engine takes any credentials here; it only wants some. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20120810/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

/** Calls DynamoDB without an SDK, whose time would count; resolves with what it answered. */
export async function callDynamoDb(
  endpoint: string,
  action: 'PutItem' | 'UpdateItem' | 'BatchWriteItem',
  body: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
      'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      authorization,
    },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${action} was refused with ${response.status}: ${answer}`);
  return JSON.parse(answer) as Record<string, unknown>;
}

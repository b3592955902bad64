import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** To the engine any credentials do; to the gateway those of a role say who calls. */
const anybody = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A client of the local engine or the gateway before it; the caller destroys it. */
export function dynamoDbClient(
  endpoint: string,
  region: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } = anybody,
): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region, credentials });
}

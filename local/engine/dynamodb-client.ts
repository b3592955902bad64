import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A client of the local engine; any credentials do, and the caller destroys it. */
export function dynamoDbClient(endpoint: string, region: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** How long one attempt may take to connect, and to be answered, before it counts as failed. */
export const connectionTimeoutMs = 1_000;
export const requestTimeoutMs = 3_000;

/** The first attempt included. With the timeouts above a lost store costs at most about 12 s. */
export const maxAttempts = 4;

/**
 * The DynamoDB client that every function makes once, at module scope, so that warm invocations
 * share its connections. Region, credentials and endpoint come from the environment.
 */
export function createDocumentClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts,
    requestHandler: { connectionTimeout: connectionTimeoutMs, requestTimeout: requestTimeoutMs },
  });
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
}

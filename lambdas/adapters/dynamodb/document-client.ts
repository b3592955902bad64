import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { exactNumber } from '../../../core/change/exact-number.ts';
import { wellFormed } from '../../../core/wire/well-formed.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

/** How long one attempt may take. */
const requestTimeoutMs = 3_000;

/** The first attempt included: with the bounds above a lost store costs at most about 13 s. */
const maxAttempts = 4;

/**
 * The DynamoDB client that every function makes once, at module scope, so that warm invocations
 * share its connections. Region, credentials and endpoint come from the environment. Every text that
 * it sends is well-formed, wherever it came from: no write is refused for half a character.
 */
export function createDocumentClient(overrides: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts,
    requestHandler: requestBounds(requestTimeoutMs),
    ...overrides,
  });
  client.middlewareStack.add(next => args => next({ ...args, input: wellFormed(args.input) }), {
    step: 'initialize',
    name: 'wellFormedText',
  });
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: exactNumber },
  });
}

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The client with conversions of our own: how a backend wants its numbers and empty values (its
 * `translateConfig`) is nothing to go by here. Each command is sent by `attempt`, as often as it likes;
 * it bounds what it sends by a signal.
 */
export function ownConversions(
  client: DynamoDBDocumentClient,
  attempt: (send: (signal: AbortSignal) => Promise<unknown>) => Promise<unknown>,
): DynamoDBDocumentClient {
  const own: DynamoDBDocumentClient = Object.create(client, {
    config: {
      value: {
        ...client.config,
        translateConfig: { marshallOptions: { removeUndefinedValues: true } },
      },
    },
    send: {
      value: async (command: Parameters<DynamoDBDocumentClient['send']>[0]) =>
        await attempt(abortSignal => Reflect.apply(client.send, own, [command, { abortSignal }])),
    },
  });
  return own;
}

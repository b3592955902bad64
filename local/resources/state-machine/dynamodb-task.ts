import {
  DeleteItemCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDbOperation } from './runnable-definition.ts';
import { TaskError } from './task-error.ts';

/**
 * Calls DynamoDB as the direct integration does: the state's parameters are the request, attribute
 * values with their types included. An error is named as Step Functions names it, the service
 * before a dot: "DynamoDB.ConditionalCheckFailedException".
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 *
 * @throws TaskError
 */
export async function callDynamoDb(
  client: DynamoDBClient,
  operation: DynamoDbOperation,
  parameters: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { $metadata, ...output } = await send(client, operation, parameters);
    return output;
  } catch (error) {
    const { name, message } = error as Error;
    if (error instanceof DynamoDBServiceException) throw new TaskError(`DynamoDB.${name}`, message);
    // The request did not get through, or could not be made: that is how the SDK there names it.
    throw new TaskError('DynamoDB.SdkClientException', `${name}: ${message}`);
  }
}

/** The parameters come out of JSON: it is the engine that says what is wrong with them. */
function send(client: DynamoDBClient, operation: DynamoDbOperation, parameters: unknown) {
  switch (operation) {
    case 'getItem':
      return client.send(new GetItemCommand(parameters as never));
    case 'putItem':
      return client.send(new PutItemCommand(parameters as never));
    case 'updateItem':
      return client.send(new UpdateItemCommand(parameters as never));
    case 'deleteItem':
      return client.send(new DeleteItemCommand(parameters as never));
  }
}

import {
  ConditionalCheckFailedException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { arrivingAttributes } from '../../../core/change/attribute-value.ts';
import { conflict, retryOnConflict } from './conflict-retry.ts';
import type { Condition } from './is-as-read.ts';

type Item = Readonly<Record<string, unknown>>;

/** What an update did, and the item: as `ReturnValues` asks, or as its condition found it. */
export interface UpdateResult {
  readonly isWritten: boolean;
  /** Absent when there is none. */
  readonly item: Item | undefined;
}

/** An update of an item, as a command and as a part of a transaction. */
export type ItemUpdate = Pick<UpdateCommandInput, 'TableName' | 'Key'> & {
  readonly UpdateExpression: string;
} & Pick<
    UpdateCommandInput,
    'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >;

/**
 * An update that sets each attribute that has a value and removes the others, on that condition. The
 * condition's own names of values begin with `:is_`.
 */
export function updateOf(
  about: { readonly TableName: string; readonly Key: Readonly<Record<string, string>> },
  attributes: Item,
  { condition, names, values }: Condition,
): ItemUpdate {
  const all = Object.entries(attributes);
  const set = all.filter(([, value]) => value !== undefined);
  const removed = all.filter(([, value]) => value === undefined);
  const parts = [
    ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.map(([name]) => `#${name}`).join(', ')}`] : []),
  ];
  return {
    ...{ TableName: about.TableName, Key: { ...about.Key } },
    UpdateExpression: parts.join(' '),
    ConditionExpression: condition,
    ExpressionAttributeNames: {
      ...names,
      ...Object.fromEntries(all.map(([name]) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ...values,
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
    },
  };
}

/** Makes the update, or says what its condition found; one that meets a transaction is repeated. */
export async function conditionalUpdate(
  client: DynamoDBDocumentClient,
  update: ItemUpdate,
  returned: 'ALL_OLD' | 'ALL_NEW' | 'NONE' = 'NONE',
): Promise<UpdateResult> {
  const command = new UpdateCommand({
    ...update,
    ReturnValues: returned,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  return await retryOnConflict(async () => {
    try {
      const { Attributes } = await client.send(command);
      return { isWritten: true, item: Attributes };
    } catch (error) {
      if (error instanceof TransactionConflictException) return conflict;
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { isWritten: false, item: error.Item && arrivingAttributes(error.Item) };
    }
  });
}

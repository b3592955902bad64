import {
  type ChangeWrite,
  type Expectation,
  keyNames,
  type PublishedTable,
  type StoredItem,
  type TableNames,
} from './item-write.ts';

/** Each attribute is named by a placeholder: many of the contract's are reserved words. */
const keyName = '#key';

/** The condition of a put that must find nothing in its place. */
export function absenceCondition(table: PublishedTable) {
  return {
    ConditionExpression: `attribute_not_exists(${keyName})`,
    ExpressionAttributeNames: { [keyName]: keyNames[table] },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** The request of a change, as an UpdateItem and a transaction's update both take it. */
export function updateRequest(change: ChangeWrite, tables: TableNames) {
  const { table, id, set, remove, expected } = change;
  const names = Object.keys(set);
  const values: StoredItem = {
    ...Object.fromEntries(names.map((name, at) => [`:s${at}`, set[name] ?? { NULL: true }])),
    ...Object.fromEntries(wordsOf(expected).map((word, at) => [`:e${at}`, storedWord(word)])),
  };
  return {
    TableName: tables[table],
    Key: { [keyNames[table]]: { S: id } },
    UpdateExpression: updateExpression(names.length, remove.length),
    ConditionExpression: conditionOf(expected),
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name, at) => [`#s${at}`, name])),
      ...Object.fromEntries(remove.map((name, at) => [`#r${at}`, name])),
      '#e': expected.attribute,
      ...(expected.mayBeNew ? {} : { [keyName]: keyNames[table] }),
    },
    ExpressionAttributeValues: { ...values },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function updateExpression(setCount: number, removedCount: number): string {
  const sets = Array.from({ length: setCount }, (_, at) => `#s${at} = :s${at}`);
  const removals = Array.from({ length: removedCount }, (_, at) => `#r${at}`);
  const set = `SET ${sets.join(', ')}`;
  return removals.length === 0 ? set : `${set} REMOVE ${removals.join(', ')}`;
}

/** An attribute that is not there is none of the words, so `NOT` holds for it. */
function conditionOf(expected: Expectation): string {
  const words = wordsOf(expected).map((_, at) => `:e${at}`);
  const among = `#e IN (${words.join(', ')})`;
  const state = expected.is ? among : `NOT ${among}`;
  return expected.mayBeNew ? state : `attribute_exists(${keyName}) AND ${state}`;
}

function wordsOf({ is, isNot }: Expectation): readonly (string | boolean)[] {
  return is ?? isNot ?? [];
}

function storedWord(word: string | boolean): StoredItem[string] {
  return typeof word === 'string' ? { S: word } : { BOOL: word };
}

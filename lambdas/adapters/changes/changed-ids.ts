import type { DynamoDBRecord } from 'aws-lambda';

/** The items that a batch of their table's stream is about, by their key, each once. Never throws. */
export function changedIds(records: readonly DynamoDBRecord[], keyName: string): readonly string[] {
  const ids = records.flatMap(({ dynamodb }) => dynamodb?.Keys?.[keyName]?.S ?? []);
  return [...new Set(ids)];
}

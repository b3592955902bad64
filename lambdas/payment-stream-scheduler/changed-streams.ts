import type { DynamoDBRecord } from 'aws-lambda';

/** The payment streams that a batch of their table's stream is about, each once. Never throws. */
export function changedStreams(records: readonly DynamoDBRecord[]): readonly string[] {
  const ids = records.flatMap(({ dynamodb }) => dynamodb?.Keys?.streamId?.S ?? []);
  return [...new Set(ids)];
}

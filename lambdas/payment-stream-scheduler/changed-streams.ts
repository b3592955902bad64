import type { DynamoDBRecord } from 'aws-lambda';
import { changedIds } from '../adapters/changes/changed-ids.ts';

/** The payment streams that a batch of their table's stream is about, each once. Never throws. */
export function changedStreams(records: readonly DynamoDBRecord[]): readonly string[] {
  return changedIds(records, 'streamId');
}

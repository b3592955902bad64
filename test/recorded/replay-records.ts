import type { DynamoDBRecord } from 'aws-lambda';
import type { ChangeTable } from '../../core/change/change.ts';
import { changeTables } from '../../core/change/change.ts';
import { type MalformedChange, publishChanges } from '../../core/change/publish-changes.ts';
import { LogWriter } from '../../core/log/log-writer.ts';
import type { SegmentStore } from '../../core/log/segment.ts';
import { decodeRecord } from '../../lambdas/adapters/changes/decode-record.ts';
import { memorySegments } from '../support/memory-segments.ts';
import { inputs, recordedAtMs } from './replay.ts';

const tables = new Map(changeTables.map(table => [`Recorded-${table}-ABC123`, table]));
const thresholds = { largeBetAmount: 1_000_000, largeTransactionAmount: 5_000_000 };

/** The stream's records of one table, in order: a batch as change-fan-out is given it. */
export function batchOf(table: ChangeTable): readonly DynamoDBRecord[] {
  return inputs<DynamoDBRecord>('stream-records').filter(record =>
    record.eventSourceARN?.includes(`:table/Recorded-${table}-`),
  );
}

/** Logs in memory, and change-fan-out in front of them, on a clock that stands still. */
export function newFanOut(store: SegmentStore = memorySegments()) {
  let draws = 0;
  const writer = new LogWriter({
    store,
    clock: () => recordedAtMs + 60_000,
    // Each log has an epoch of its own.
    random: () => (draws++ % 97) / 97,
    sleep: async () => undefined,
    retentionMs: 7 * 24 * 3_600_000,
    generation: 1,
  });
  const malformed: MalformedChange[] = [];
  const quarantine = {
    keep: async (changes: readonly MalformedChange[]) => void malformed.push(...changes),
  };
  const publishRecords = async (records: readonly DynamoDBRecord[]) => {
    const changes = records.map(record => decodeRecord(record, tables));
    const statistics = { appended: () => undefined };
    return await publishChanges(changes, { writer, quarantine, thresholds, statistics });
  };
  return { publishRecords, malformed };
}

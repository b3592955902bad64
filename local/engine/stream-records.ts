import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NewestRecord } from '../contract/newest-record.ts';

/** The engine's stream rows, opened beside the running engine. */
export interface StreamRecords {
  readonly newest: NewestRecord;
  /** Deletes rows that are too old or too many, the newest of each shard excepted; gives how many. */
  prune(nowSec: number): Promise<number>;
  close(): void;
}

/** DynamoDB keeps stream records for 24 hours; so do we, if there are no more than this many. */
const keptSec = 24 * 3_600;
const keptRows = 100_000;
const rowsPerDelete = 2_000;
const deletesPerPrune = 100;

/**
 * Opens dynoxide's database file and adds two indexes to it.
 *
 * dynoxide 1.2 finds the next sequence number of a stream by `MAX(CAST(sequence_number AS INTEGER))`
 * over all rows of the table, and reads a shard in the order of that expression, both without an
 * index: each write then costs more than the one before it (1.7 ms at first, 5.2 ms after 12,000
 * records). Indexes on exactly those expressions make both flat. SQLite notices a changed schema by
 * itself, so the engine need not be notified; in WAL mode a second connection is safe, and
 * `busy_timeout` waits for the engine's writes to pass.
 */
export function indexStreamRecords(databasePath: string): StreamRecords {
  const database = new DatabaseSync(databasePath, { timeout: 5_000 });
  database.exec(`
    CREATE INDEX IF NOT EXISTS _stream_records_by_table
      ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS _stream_records_by_shard
      ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));
  `);
  // Pruning can be left to the next run; the event loop cannot wait for the engine.
  database.exec('PRAGMA busy_timeout = 50');
  const newest = database.prepare(`
    SELECT CAST(sequence_number AS INTEGER) AS number FROM _stream_records
    WHERE table_name = ? ORDER BY CAST(sequence_number AS INTEGER) DESC LIMIT 1`);
  return {
    newest: tableName => {
      try {
        return Number(newest.get(tableName)?.number ?? 0);
      } catch {
        // The database is locked for a moment, or closed: who asks reads the stream itself.
        return undefined;
      }
    },
    prune: nowSec => prune(database, nowSec),
    close: () => database.close(),
  };
}

/** The newest row of each shard must stay: the engine derives the next sequence number from it. */
async function prune(database: DatabaseSync, nowSec: number): Promise<number> {
  const statement = database.prepare(`
    DELETE FROM _stream_records WHERE id IN (
      SELECT id FROM _stream_records
      WHERE (created_at < :oldestSec
          OR id <= (SELECT MAX(id) FROM _stream_records) - :keptRows)
        AND id NOT IN (SELECT MAX(id) FROM _stream_records GROUP BY table_name, shard_id)
      ORDER BY id LIMIT :rowsPerDelete)`);
  let deleted = 0;
  for (let run = 0; run < deletesPerPrune; run += 1) {
    // Small deletes, each its own transaction, so that the engine's writes pass in between.
    const { changes } = statement.run({
      oldestSec: nowSec - keptSec,
      keptRows,
      rowsPerDelete,
    });
    deleted += Number(changes);
    if (Number(changes) < rowsPerDelete) break;
    await nextTurn();
  }
  return deleted;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../../core/clock.ts';
import { LogWriter } from '../../../core/log/log-writer.ts';
import type { Meter } from '../../../core/metrics/meter.ts';
import { type ConfigOf, positiveInteger, text } from '../runtime/read-environment.ts';
import { createEventLogTable } from './event-log-table.ts';

/** The variables of a function that appends to the logs. */
export const logWriterVariables = {
  EVENT_LOG_TABLE_NAME: text,
  /** How long a segment is kept. */
  HISTORY_DAYS: positiveInteger,
  /** Of the deployment; see `Segment.generation`. */
  LOG_GENERATION: positiveInteger,
};

export type LogWriterConfig = ConfigOf<typeof logWriterVariables>;

const dayMs = 24 * 3_600_000;

/** The writer of the logs, over the table `EventLog`. */
export function createLogWriter(
  client: DynamoDBDocumentClient,
  config: LogWriterConfig,
  meter: Pick<Meter, 'count'>,
): LogWriter {
  return new LogWriter({
    store: createEventLogTable(client, config.eventLogTableName),
    clock: systemClock,
    random: Math.random,
    sleep,
    retentionMs: config.historyDays * dayMs,
    generation: config.logGeneration,
    onConflict: channel => meter.count('AppendConflicts', { channel }),
  });
}

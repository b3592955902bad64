import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../../core/clock.ts';
import { LogWriter } from '../../../core/log/log-writer.ts';
import { positiveInteger, text } from '../runtime/read-environment.ts';
import { createEventLogTable } from './event-log-table.ts';

/** What every function that appends to the logs must be given. */
export interface LogWriterEnvironment {
  readonly EVENT_LOG_TABLE_NAME: string;
  /** How long a segment is kept, in days. */
  readonly HISTORY_DAYS: string;
  /** Of the deployment; see `Segment.generation`. */
  readonly LOG_GENERATION: string;
}

export const logWriterVariables = {
  EVENT_LOG_TABLE_NAME: text,
  HISTORY_DAYS: positiveInteger,
  LOG_GENERATION: positiveInteger,
};

/** The same, as such a function knows it. */
export interface LogWriterConfig {
  readonly eventLogTableName: string;
  readonly retentionMs: number;
  readonly logGeneration: number;
}

export function logWriterConfigOf(environment: {
  readonly EVENT_LOG_TABLE_NAME: string;
  readonly HISTORY_DAYS: number;
  readonly LOG_GENERATION: number;
}): LogWriterConfig {
  return {
    eventLogTableName: environment.EVENT_LOG_TABLE_NAME,
    retentionMs: environment.HISTORY_DAYS * 24 * 3_600_000,
    logGeneration: environment.LOG_GENERATION,
  };
}

/** The writer of the logs, over the table `EventLog`. */
export function createLogWriter(
  client: DynamoDBDocumentClient,
  config: LogWriterConfig,
): LogWriter {
  return new LogWriter({
    store: createEventLogTable(client, config.eventLogTableName),
    clock: systemClock,
    random: Math.random,
    sleep,
    retentionMs: config.retentionMs,
    generation: config.logGeneration,
  });
}

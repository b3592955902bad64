import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../core/clock.ts';
import { LogWriter } from '../../core/log/log-writer.ts';
import { createEventLogTable } from './event-log-table.ts';

/** The writer of the logs, over the table `EventLog`. */
export function createLogWriter(
  client: DynamoDBDocumentClient,
  config: { readonly eventLogTableName: string; readonly retentionMs: number },
): LogWriter {
  return new LogWriter({
    store: createEventLogTable(client, config.eventLogTableName),
    clock: systemClock,
    random: Math.random,
    sleep,
    retentionMs: config.retentionMs,
  });
}

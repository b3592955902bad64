import type { DynamoDBStreamEvent } from 'aws-lambda';
import { type PublishSummary, publishChanges } from '../../core/change/publish-changes.ts';
import { systemClock } from '../../core/clock.ts';
import { categoryOf } from '../../core/wire/error-category.ts';
import { failureCategory } from '../../core/wire/failure-category.ts';
import { countedBatch } from '../adapters/changes/counted-batch.ts';
import { decodeRecord } from '../adapters/changes/decode-record.ts';
import { createQuarantine } from '../adapters/changes/quarantine-table.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogWriter } from '../adapters/log/log-writer.ts';
import { createHopLog } from '../adapters/telemetry/hop-log.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createMeter } from '../adapters/telemetry/meter.ts';
import { createStatistics } from '../adapters/telemetry/telemetry.ts';
import { readConfig, tableNamesOf } from './config.ts';

const config = readConfig();
const tables = tableNamesOf(config);
const logger = createLogger('change-fan-out');
const client = createDocumentClient();
const meter = createMeter(logger);
const statistics = createStatistics(config, { client, logger, meter });
const writer = createLogWriter(client, config, meter);
const tracing = {
  sampling: config.traceSampling,
  logHop: createHopLog(logger),
  now: systemClock,
};
const quarantine = createQuarantine({
  client,
  ...config,
  clock: systemClock,
  onRefused: (row, error) =>
    logger.error('quarantine row could not be written', {
      ...row,
      error,
      category: failureCategory(error),
    }),
  onSetAside: changes => meter.count('ItemsQuarantined', {}, changes),
});

/**
 * A batch of one table's stream: every event its changes mean goes to its logs. A failure fails the
 * whole batch, and the stream gives it again: the events' ids make that harmless.
 *
 * @returns what became of it, for whoever gives a batch again by hand; a stream looks at no answer
 */
export async function handler(batch: DynamoDBStreamEvent): Promise<PublishSummary> {
  return await countedBatch(
    batch,
    { series: 'change-fan-out', statistics, meter, logger },
    publish,
  );
}

async function publish(batch: DynamoDBStreamEvent): Promise<PublishSummary> {
  const changes = batch.Records.map(record => decodeRecord(record, tables));
  const ports = { writer, quarantine, thresholds: config, statistics, tracing };
  const summary = await publishChanges(changes, ports);
  const table = changes[0]?.table;
  if (summary.malformed === 0) {
    logger.info('published events', { table, ...summary });
    return summary;
  }
  const category = categoryOf('INPUT_INVALID');
  statistics.error('change-fan-out', category);
  logger.warn('quarantined malformed items', { table, category, ...summary });
  return summary;
}

import { systemClock } from '../../core/clock.ts';
import { rollUp } from '../../core/statistics/roll-up.ts';
import { sampleConnections } from '../../core/statistics/sample-connections.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { createOpenConnections } from '../adapters/connections/open-connections.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createHoursTable } from '../adapters/telemetry/hours-table.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('statistics-rollup');
const client = createDocumentClient();
const store = createHoursTable(client, config.statisticsTableName);
const openConnections = createOpenConnections(client, config.connectionsTableName, systemClock);

/** Once a minute: who is connected is counted, and hours that still change are added up. */
export async function handler(): Promise<void> {
  // Either goes on without the other: what cannot be sampled now never can be.
  const [sampled, rolledUp] = await Promise.allSettled([
    sampleConnections({ openConnections, now: systemClock }).then(store.putSample),
    rollUp({ store, now: systemClock }),
  ]);
  const { hours, failures } =
    rolledUp.status === 'fulfilled'
      ? rolledUp.value
      : { hours: [], failures: [rolledUp.reason as unknown] };
  if (hours.length > 0) logger.info('added up hours of statistics', { hours });
  if (sampled.status === 'rejected') {
    logger.warn('connections were not counted', { error: sampled.reason });
  }
  const all = [...failures, ...(sampled.status === 'rejected' ? [sampled.reason] : [])];
  if (all.length === 0) return;
  // Failing is what an alarm sees; the hours themselves are the next run's.
  throw new AppError('STORE_UNAVAILABLE', `${all.length} parts of statistics could not be kept`, {
    cause: all[0],
  });
}

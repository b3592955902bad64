import { systemClock } from '../../core/clock.ts';
import { countAndRollUp } from '../../core/telemetry/count-and-roll-up.ts';
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
  const run = await countAndRollUp({ openConnections, store, now: systemClock });
  const { hours, failures, uncounted } = run;
  if (uncounted !== undefined) {
    logger.warn('connections were not counted', { error: uncounted });
  }
  if (hours.length > 0) logger.info('added up hours of statistics', { hours });
  if (failures.length === 0) return;
  // Failing is what an alarm sees; the hours themselves are the next run's.
  const message = `${failures.length} parts of statistics could not be written`;
  throw new AppError('STORE_UNAVAILABLE', message, { cause: failures[0] });
}

import { systemClock } from '../../core/clock.ts';
import { rollUp } from '../../core/statistics/roll-up.ts';
import { sampleConnections } from '../../core/telemetry/sample-connections.ts';
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
  const failures: unknown[] = [];
  // Hours are added up without it: what cannot be counted now never can be.
  await sampleConnections({ openConnections, now: systemClock })
    .then(store.putSample)
    .catch((error: unknown) => {
      logger.warn('connections were not counted', { error });
      failures.push(error);
    });
  const rolledUp = await rollUp({ store, now: systemClock });
  const { hours } = rolledUp;
  if (hours.length > 0) logger.info('added up hours of statistics', { hours });
  failures.push(...rolledUp.failures);
  if (failures.length === 0) return;
  // Failing is what an alarm sees; the hours themselves are the next run's.
  const message = `${failures.length} parts of statistics could not be written`;
  throw new AppError('STORE_UNAVAILABLE', message, { cause: failures[0] });
}

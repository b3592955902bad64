import { systemClock } from '../../core/clock.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { sweepBulk } from '../../core/workflow/bulk/sweep-bulk.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createStalledOperations } from '../adapters/workflows/stalled-operations.ts';
import { createStartBulk } from '../adapters/workflows/start-bulk.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('workflow-bulk-sweeper');
const operations = createStalledOperations(
  createDocumentClient(),
  config.workflowOperationsTableName,
);
const startBulk = createStartBulk(config.bulkStateMachineArn);

/** Once a minute: the bulk operations whose worker was lost are gone on with. */
export async function handler(): Promise<void> {
  const { restarted, failures } = await sweepBulk(operations, startBulk, systemClock());
  if (restarted > 0) logger.warn('started bulk operations again', { restarted });
  if (failures.length === 0) return;
  // Failing is what an alarm sees; the work itself is the next sweep's.
  const message = `${failures.length} bulk operations could not be started again`;
  throw new AppError('STORE_UNAVAILABLE', message, { cause: failures[0] });
}

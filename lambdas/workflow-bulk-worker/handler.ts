import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { systemClock } from '../../core/clock.ts';
import { runBulk } from '../../core/workflow/bulk/run-bulk.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createBulkWork } from '../adapters/workflows/bulk-work-table.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('workflow-bulk-worker');
const work = createBulkWork(createDocumentClient(), config);

const startSchema = z.object({ bulkOperationId: z.string().min(1) });

/**
 * Goes on with an operation; the answer has its id when there is more to do. A throw, and a function
 * that is gone, makes the state machine invoke it again.
 */
export async function handler(event: unknown): Promise<Partial<z.infer<typeof startSchema>>> {
  const { bulkOperationId } = startSchema.parse(event);
  const outcome = await runBulk(bulkOperationId, {
    ...{ work, clock: systemClock, wait: pause, fourEyes: config.workflowFourEyes },
  });
  logger.info('carried out a bulk operation', { bulkOperationId, outcome });
  return outcome === 'more' ? { bulkOperationId } : {};
}

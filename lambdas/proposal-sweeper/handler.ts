import { systemClock } from '../../core/clock.ts';
import { sweep } from '../../core/proposal/sweep.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createOverdueProposals } from '../adapters/proposals/overdue-proposals.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('proposal-sweeper');
const proposals = createOverdueProposals(createDocumentClient(), config.proposalsTableName);

/** Once a minute: the proposals whose timer was lost end now. */
export async function handler(): Promise<void> {
  const { timedOut, lost, failures } = await sweep(proposals, systemClock());
  if (timedOut > 0) logger.warn('timed out proposals whose timer was late', { timedOut, lost });
  if (failures.length === 0) return;
  // Failing is what an alarm sees; the work itself is the next sweep's.
  throw new AppError('STORE_UNAVAILABLE', `${failures.length} proposals could not be timed out`, {
    cause: failures[0],
  });
}

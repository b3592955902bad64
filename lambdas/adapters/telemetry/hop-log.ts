import type { Logger } from '@aws-lambda-powertools/logger';
import { hopLog, type LogHop } from '../../../core/trace/hop.ts';

/** Hops of sampled traces as lines of the function's log, by which `npm run trace` finds them. */
export function createHopLog(logger: Pick<Logger, 'info'>): LogHop {
  return hopLog(line => logger.info('hop', { ...line }));
}

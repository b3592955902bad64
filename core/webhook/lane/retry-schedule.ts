import { retryDelaysMs, retryJitter } from '../limits.ts';

/**
 * How long after that many attempts the next one comes: as the schedule says, and up to a tenth later by
 * chance, so that what failed at once is not repeated at once. Undefined: there is none left.
 */
export function retryDelayMs(
  attemptsMade: number,
  retryAttempts: number,
  random: number,
): number | undefined {
  if (attemptsMade > retryAttempts) return undefined;
  const delayMs = retryDelaysMs[attemptsMade];
  return delayMs === undefined ? undefined : Math.round(delayMs * (1 + retryJitter * random));
}

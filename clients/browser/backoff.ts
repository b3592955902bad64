/** How often a method has failed: since it last worked, and in all. */
export interface Failures {
  readonly inARow: number;
  readonly total: number;
}

export const noFailures: Failures = { inARow: 0, total: 0 };

export interface BackoffSettings {
  /** The longest wait after a first failure; doubled by each further one. */
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
}

export function oneMore({ inARow, total }: Failures): Failures {
  return { inARow: inARow + 1, total: total + 1 };
}

export function worksAgain(failures: Failures): Failures {
  return failures.inARow === 0 ? failures : { ...failures, inARow: 0 };
}

/** The longest wait that is taken from a server's word; a timer cannot wait for weeks. */
export const longestToldMs = 3_600_000;

/** Who is sent away by plan comes back after what was told, and not at once; what is no number is no wait. */
export function planMs(toldMs: number): number {
  return Math.min(Math.max(toldMs, 1_000), longestToldMs) || 1_000;
}

/**
 * The wait after so many failures, one at least. Exponential backoff with full jitter: anything from nothing to the doubled bound, so that readers
 * who were cut off together do not come back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backoffMs(
  failuresInARow: number,
  random: number,
  { backoffBaseMs, backoffCapMs }: BackoffSettings,
): number {
  return Math.round(random * Math.min(backoffCapMs, backoffBaseMs * 2 ** (failuresInARow - 1)));
}

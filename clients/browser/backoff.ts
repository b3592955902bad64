/** How often a method has failed: since it last worked, and in total. */
export interface Failures {
  readonly inARow: number;
  readonly total: number;
}

export const noFailures: Failures = { inARow: 0, total: 0 };

export interface BackoffSettings {
  /** The longest wait after a first failure; doubled by each further one. @default 1,000 */
  readonly backoffBaseMs: number;
  /** The longest wait after any number of failures. @default 60,000 */
  readonly backoffCapMs: number;
}

export function oneMore({ inARow, total }: Failures): Failures {
  return { inARow: inARow + 1, total: total + 1 };
}

export function noneInARow(failures: Failures): Failures {
  return failures.inARow === 0 ? failures : { ...failures, inARow: 0 };
}

/** The longest wait that a server may ask for; a timer cannot wait for weeks (HTML, 8.7). */
export const maxServerWaitMs = 3_600_000;

/** The wait after a planned end: what the server asks for, at least 1 s, also when that is no number. */
export function plannedWaitMs(serverWaitMs: number): number {
  return Math.min(Math.max(serverWaitMs, 1_000), maxServerWaitMs) || 1_000;
}

/**
 * The wait after so many failures, at least one. Exponential backoff with full jitter: anything from 0
 * to the doubled bound, so that readers who were cut off together do not reconnect together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backoffMs(
  failuresInARow: number,
  random: number,
  { backoffBaseMs, backoffCapMs }: BackoffSettings,
): number {
  return Math.round(random * Math.min(backoffCapMs, backoffBaseMs * 2 ** (failuresInARow - 1)));
}

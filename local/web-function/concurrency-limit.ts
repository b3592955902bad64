/** How an environment was used since its limit moved last. */
export interface EnvironmentLoad {
  /** How many requests it gets at once. */
  readonly limit: number;
  /** How many it had at once at most. */
  readonly peak: number;
  /** The share of the time, 0 to 1, in which its thread was busy. */
  readonly utilization: number;
}

/** Where a limit begins, and where it ends. */
export interface ConcurrencyBounds {
  readonly first: number;
  /** `MaxConcurrencyPerEnvironment`. */
  readonly most: number;
}

const calmShare = 0.7;
const busyShare = 0.9;

/**
 * How many requests an environment gets at once from now on. Lambda moves this limit by the load, below
 * `MaxConcurrencyPerEnvironment`, by a rule that it does not publish
 * (docs.aws.amazon.com/lambda/latest/dg/web-functions-scaling.html): here it doubles while it is reached
 * and the thread is calm, and halves while the thread is busy, down to where it began.
 */
export function nextLimit(load: EnvironmentLoad, bounds: ConcurrencyBounds): number {
  const { limit, peak, utilization } = load;
  const first = firstLimit(bounds);
  if (utilization > busyShare) return Math.max(first, Math.floor(limit / 2));
  return peak >= limit && utilization < calmShare ? Math.min(bounds.most, limit * 2) : limit;
}

/** How many requests a new environment gets at once. */
export const firstLimit = ({ first, most }: ConcurrencyBounds): number => Math.min(first, most);

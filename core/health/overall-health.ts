import type { ErrorSummary } from '../statistics/summarize.ts';
import type { ErrorCategory } from '../wire/error-category.ts';
import type { OverallHealth } from '../wire/management/health.ts';

/** What a check of one part of the system has found. */
export interface ComponentCheck {
  readonly name: string;
  /** Without it nothing is delivered, or nobody gets in. */
  readonly isEssential: boolean;
  /** Whether it answered as it should. */
  readonly works: boolean;
  readonly latencyMs: number;
  /** A check that takes longer is a bad sign, though it works. */
  readonly slowAboveMs: number;
  readonly detail?: string;
}

/** Failures of ours. Refusals are not: whoever sends bad tokens makes no system ill. */
const ourFailures: readonly ErrorCategory[] = ['SERVER', 'TIMEOUT'];

/** Errors per request from which the system is no longer well, and from which it is ill. */
const degradedAtRate = 0.02;
const unhealthyAtRate = 0.2;

/** Fewer requests say nothing about a rate. */
const minRequests = 20;

/** The health that one component alone gives the whole. */
export function componentHealth(check: ComponentCheck): OverallHealth {
  if (!check.works) return check.isEssential ? 'unhealthy' : 'degraded';
  return check.latencyMs > check.slowAboveMs ? 'degraded' : 'healthy';
}

/** The rate of failures that are ours, and what it says. */
export function errorHealth({ requests, byCategory }: Omit<ErrorSummary, 'rate' | 'errors'>): {
  readonly rate: number;
  readonly status: OverallHealth;
} {
  const failures = ourFailures.reduce((sum, category) => sum + byCategory[category].count, 0);
  const rate = Math.min(1, failures / Math.max(requests, 1));
  if (requests < minRequests) return { rate, status: 'healthy' };
  if (rate >= unhealthyAtRate) return { rate, status: 'unhealthy' };
  return { rate, status: rate >= degradedAtRate ? 'degraded' : 'healthy' };
}

const order: readonly OverallHealth[] = ['healthy', 'degraded', 'unhealthy'];

/** The worst of all: of the components' and of the error rate's. */
export function overallHealthOf(
  checks: readonly ComponentCheck[],
  errors: Omit<ErrorSummary, 'rate' | 'errors'>,
): OverallHealth {
  const all = [...checks.map(componentHealth), errorHealth(errors).status];
  return all.reduce((worst, each) => (order.indexOf(each) > order.indexOf(worst) ? each : worst));
}

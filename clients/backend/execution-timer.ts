import { performance } from 'node:perf_hooks';
import { AppError } from '../../core/wire/app-error.ts';
import type { severities } from '../../core/wire/payload/system.ts';

type Severity = (typeof severities)[number];

/** Reports on their way, at most: a database that is slow for all must not fill the queue. */
const maxReportsUnderWay = 20;

/** A query that took longer than it may. */
export interface SlowQuery {
  readonly query: string;
  readonly durationMs: number;
  readonly thresholdMs: number;
  readonly severity: Severity;
}

/** Measures queries. Reporting never makes one fail or wait. */
export interface ExecutionTimer {
  /**
   * Runs the query and gives back exactly what it gives: a value, a promise, or what it throws. A
   * lazy query builder (one with `then`) is run.
   */
  run<T>(query: string, execute: () => T): T;
  /** For a library that measures by itself, as Sequelize's `benchmark` does. */
  observed(query: string, durationMs: number): void;
}

/** A timer that hands slow queries to `report`; a report that fails goes to `onError`. */
export function createExecutionTimer(options: {
  readonly thresholdMs: number;
  readonly report: (slow: SlowQuery) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
  readonly elapsedMs?: () => number;
}): ExecutionTimer {
  const { thresholdMs, report, onError, elapsedMs = () => performance.now() } = options;
  if (!(thresholdMs > 0)) {
    throw new AppError(
      'INPUT_INVALID',
      `thresholdMs is ${thresholdMs}, expected a number of milliseconds above 0`,
    );
  }
  let underWay = 0;

  const fail = (error: unknown): void => {
    try {
      onError(error);
    } catch {
      // The query's caller must not be affected by what the callback throws.
    }
  };

  const observed = (query: string, durationMs: number): void => {
    if (durationMs <= thresholdMs) return;
    if (underWay === maxReportsUnderWay) {
      fail(new AppError('QUEUE_FULL', `${underWay} reports of slow queries wait, expected fewer`));
      return;
    }
    const severity = severityOf(durationMs / thresholdMs);
    void send({ query, durationMs, thresholdMs, severity });
  };

  const send = async (slow: SlowQuery): Promise<void> => {
    underWay += 1;
    try {
      await report(slow);
    } catch (error) {
      fail(error);
    }
    underWay -= 1;
  };

  return {
    observed,
    run: <T>(query: string, execute: () => T): T => {
      const startedAtMs = elapsedMs();
      const finish = (): void => observed(query, elapsedMs() - startedAtMs);
      let result: T;
      try {
        result = execute();
      } catch (error) {
        finish();
        throw error;
      }
      if (!isThenable(result)) {
        finish();
        return result;
      }
      // Of a thenable a promise of the same: awaited, which is all its caller can do, it is the same.
      return Promise.resolve(result).finally(finish) as T;
    },
  };
}

/** As DATABASE_PERFORMANCE takes its priority from the factor (events.md), one step finer. */
function severityOf(factor: number): Severity {
  if (factor >= 10) return 'critical';
  if (factor > 2) return 'high';
  return factor > 1.5 ? 'medium' : 'low';
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

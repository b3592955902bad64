import { queryShape } from '../../../core/change/query-shape.ts';
import type { severities } from '../../../core/wire/payload/system.ts';
import { createExecutionTimer, type ExecutionTimer } from '../execution-timer.ts';
import type { ItemWriter } from '../item-writer.ts';

/** How long a query took, against how long it may take. */
export interface QueryPerformance {
  /** Its text; literals are replaced before it leaves the process. */
  readonly query?: string;
  readonly durationMs: number;
  readonly thresholdMs: number;
  /** @default - derived from the two times (events.md) */
  readonly severity?: (typeof severities)[number];
  /** The same key makes one report. */
  readonly idempotencyKey?: string;
}

/** What a timer measures, and who is notified of failures. */
export interface ExecutionTimerOptions {
  readonly thresholdMs: number;
  /** Called when a report could not be written. The query's caller is not notified. */
  readonly onError: (error: unknown) => void;
  /** A clock that never goes back, in milliseconds. Default: `performance.now`. */
  readonly elapsedMs?: () => number;
}

/** How the backend's own database does, on the channel `system`. */
export function databaseActions(writer: ItemWriter) {
  /** DATABASE_PERFORMANCE. */
  const performance = async ({ idempotencyKey, query, ...measured }: QueryPerformance) => {
    const shape = query === undefined ? {} : { query: queryShape(query) };
    return await writer.report({ kind: 'database', ...shape, ...measured }, idempotencyKey);
  };
  return {
    performance,
    /** Measures queries, and reports those that take longer than they may. */
    executionTimer: (options: ExecutionTimerOptions): ExecutionTimer =>
      createExecutionTimer({ ...options, report: performance }),
  };
}

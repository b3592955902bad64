import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AuditTrail } from '../../../core/audit/audit-trail.ts';
import { systemClock } from '../../../core/clock.ts';
import type { Meter } from '../../../core/metrics/meter.ts';
import { pace } from '../../../core/pace.ts';
import { Accumulator } from '../../../core/statistics/accumulator.ts';
import { meteredStatistics } from '../../../core/statistics/metered-statistics.ts';
import type { Statistics } from '../../../core/statistics/statistics.ts';
import type { Telemetry } from '../../../core/telemetry/telemetry.ts';
import { failureCategory } from '../../../core/wire/failure-category.ts';
import { within } from '../../../core/within.ts';
import {
  type ConfigOf,
  type EnvironmentOf,
  positiveInteger,
  text,
} from '../runtime/read-environment.ts';
import { createAuditTrail } from './audit-table.ts';
import { createMeter } from './meter.ts';
import { createStatisticsTable } from './statistics-table.ts';

/** The variable of a function that counts. */
export const statisticsVariables = { STATISTICS_TABLE_NAME: text };

/** The variables of a function that audits. */
export const auditVariables = {
  AUDIT_TABLE_NAME: text,
  /** How long an audit entry is kept. */
  AUDIT_DAYS: positiveInteger,
};

/** The variables of a function that counts and audits. */
export const telemetryVariables = { ...statisticsVariables, ...auditVariables };

export type TelemetryEnvironment = EnvironmentOf<typeof telemetryVariables>;

export type TelemetryConfig = ConfigOf<typeof telemetryVariables>;

interface TelemetryOptions {
  readonly client: DynamoDBDocumentClient;
  readonly logger: Logger;
  /** How long the end of an invocation waits for what is not written yet. */
  readonly boundMs: number;
  /** So many times in a minute the counts are added at an invocation's end. @default 50 */
  readonly promptFlushes?: number;
}

/** Statistics without an audit, for a function behind which nobody stands. */
export function createStatistics(
  { statisticsTableName }: Pick<TelemetryConfig, 'statisticsTableName'>,
  {
    client,
    logger,
    meter,
  }: Pick<TelemetryOptions, 'client' | 'logger'> & { readonly meter: Pick<Meter, 'count'> },
): Statistics {
  const statistics = new Accumulator({
    store: createStatisticsTable(client, statisticsTableName),
    clock: systemClock,
    onFailure: (error, waiting) =>
      logger.warn('statistics write failed', {
        error,
        category: failureCategory(error),
        waiting,
      }),
  });
  return meteredStatistics(statistics, meter);
}

/** The audit alone, for a function that nobody asks. */
export function createAudit(
  { auditTableName, auditDays }: Pick<TelemetryConfig, 'auditTableName' | 'auditDays'>,
  { client, logger, boundMs }: Pick<TelemetryOptions, 'client' | 'logger' | 'boundMs'>,
): AuditTrail {
  return createAuditTrail({
    client,
    tableName: auditTableName,
    keptDays: auditDays,
    boundMs,
    onLost: (entry, error, count) =>
      logger.error('audit entry write failed', {
        entry,
        count,
        error,
        category: failureCategory(error),
      }),
  });
}

/** Statistics, metrics and audit of one function, made once at module scope. */
export function createTelemetry(config: TelemetryConfig, options: TelemetryOptions): Telemetry {
  const { boundMs, promptFlushes } = options;
  const meter = createMeter(options.logger);
  const statistics = createStatistics(config, { ...options, meter });
  const isDue = pace(systemClock, promptFlushes);
  const flushWhenDue = async (): Promise<void> => {
    if (isDue()) await within(statistics.flush(), boundMs);
  };
  const audit = createAudit(config, options);
  return {
    statistics,
    meter,
    audit,
    settled: async () => {
      meter.flush();
      await Promise.all([audit.settled(), flushWhenDue()]);
    },
  };
}

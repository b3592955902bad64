import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AuditTrail } from '../../../core/audit/audit-trail.ts';
import { systemClock } from '../../../core/clock.ts';
import { Accumulator } from '../../../core/statistics/accumulator.ts';
import type { Statistics } from '../../../core/statistics/statistics.ts';
import type { Telemetry } from '../../../core/telemetry/telemetry.ts';
import { failureCategory } from '../../../core/wire/failure-category.ts';
import { pace } from '../runtime/pace.ts';
import { positiveInteger, text } from '../runtime/read-environment.ts';
import { within } from '../runtime/within.ts';
import { createAuditTrail } from './audit-table.ts';
import { createStatisticsTable } from './statistics-table.ts';

/** The variables of a function that counts. */
export interface StatisticsEnvironment {
  readonly STATISTICS_TABLE_NAME: string;
}

/** The variables of a function that audits. */
export interface AuditEnvironment {
  readonly AUDIT_TABLE_NAME: string;
  /** How long an audit entry is kept. */
  readonly AUDIT_DAYS: string;
}

/** The variables of a function that counts and audits. */
export interface AccountsEnvironment extends StatisticsEnvironment, AuditEnvironment {}

export const auditVariables = { AUDIT_TABLE_NAME: text, AUDIT_DAYS: positiveInteger };

export const accountsVariables = { STATISTICS_TABLE_NAME: text, ...auditVariables };

export interface AccountsConfig {
  readonly statisticsTableName: string;
  readonly auditTableName: string;
  readonly auditDays: number;
}

/** Of an environment that `accountsVariables` have let through. */
export function accountsConfigOf(environment: {
  readonly STATISTICS_TABLE_NAME: string;
  readonly AUDIT_TABLE_NAME: string;
  readonly AUDIT_DAYS: number;
}): AccountsConfig {
  return {
    statisticsTableName: environment.STATISTICS_TABLE_NAME,
    auditTableName: environment.AUDIT_TABLE_NAME,
    auditDays: environment.AUDIT_DAYS,
  };
}

interface AccountsOptions {
  readonly client: DynamoDBDocumentClient;
  readonly logger: Logger;
  /** How long the end of an invocation waits for what is not written yet. */
  readonly boundMs: number;
  /** So many times in a minute the counts are added at an invocation's end. @default 50 */
  readonly promptFlushes?: number;
}

/** Statistics alone, for a function behind which nobody stands. */
export function createStatistics(
  { statisticsTableName }: Pick<AccountsConfig, 'statisticsTableName'>,
  { client, logger }: Pick<AccountsOptions, 'client' | 'logger'>,
): Statistics {
  return new Accumulator({
    store: createStatisticsTable(client, statisticsTableName),
    clock: systemClock,
    onFailure: (error, waiting) =>
      logger.warn('statistics could not be added', {
        error,
        category: failureCategory(error),
        waiting,
      }),
  });
}

/** The audit alone, for a function that nobody asks. */
export function createAudit(
  { auditTableName, auditDays }: Pick<AccountsConfig, 'auditTableName' | 'auditDays'>,
  { client, logger, boundMs }: Pick<AccountsOptions, 'client' | 'logger' | 'boundMs'>,
): AuditTrail {
  return createAuditTrail({
    client,
    tableName: auditTableName,
    keptDays: auditDays,
    boundMs,
    onLost: (entry, error, count) =>
      logger.error('an audit entry could not be written', {
        entry,
        count,
        error,
        category: failureCategory(error),
      }),
  });
}

/** Statistics and audit of one function, made once at module scope. */
export function createTelemetry(config: AccountsConfig, options: AccountsOptions): Telemetry {
  const { boundMs, promptFlushes } = options;
  const statistics = createStatistics(config, options);
  const isDue = pace(systemClock, promptFlushes);
  const flushWhenDue = async (): Promise<void> => {
    if (isDue()) await within(statistics.flush(), boundMs);
  };
  const audit = createAudit(config, options);
  return {
    statistics,
    audit,
    settled: async () => {
      await Promise.all([audit.settled(), flushWhenDue()]);
    },
  };
}

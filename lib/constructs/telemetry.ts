import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { TelemetryEnvironment } from '../../lambdas/adapters/telemetry/telemetry.ts';
import type { OwnTables } from './own-tables.ts';

/** The variables by which a function finds where it counts and audits. */
export function telemetryEnvironment(props: {
  readonly ownTables: OwnTables;
  readonly auditDays: number;
}): TelemetryEnvironment {
  return {
    STATISTICS_TABLE_NAME: props.ownTables.statistics.tableName,
    AUDIT_TABLE_NAME: props.ownTables.audit.tableName,
    AUDIT_DAYS: String(props.auditDays),
  };
}

/** Allows a function to add to both, and not to read what is there. */
export function allowTelemetry({ statistics, audit }: OwnTables, grantee: IGrantable): void {
  statistics.allow(grantee, 'UpdateItem');
  audit.allow(grantee, 'UpdateItem');
}

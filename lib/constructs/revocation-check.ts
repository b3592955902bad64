import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { RevocationEnvironment } from '../../lambdas/adapters/identity/revocation-environment.ts';
import type { DomainTables } from './domain-tables.ts';
import type { OwnTables } from './own-tables.ts';

/** The tables that say who is let in no more: revocations, and users who are banned. */
export interface RevocationTables {
  readonly ownTables: Pick<OwnTables, 'revocations'>;
  readonly domainTables: Pick<DomainTables, 'Users'>;
}

/** The variables by which a function finds them. */
export function revocationEnvironment(tables: RevocationTables): RevocationEnvironment {
  return {
    REVOCATIONS_TABLE_NAME: tables.ownTables.revocations.tableName,
    USERS_TABLE_NAME: tables.domainTables.Users.tableName,
  };
}

/** Allows a function to ask for single items of both. */
export function allowRevocationCheck(tables: RevocationTables, grantee: IGrantable): void {
  tables.ownTables.revocations.allow(grantee, 'GetItem');
  tables.domainTables.Users.allow(grantee, 'GetItem');
}

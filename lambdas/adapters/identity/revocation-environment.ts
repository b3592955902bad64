import { text } from '../runtime/read-environment.ts';
import type { RevocationTables } from './revocations-table.ts';

/** The variables of a function that asks who is let in no more. */
export interface RevocationEnvironment {
  readonly REVOCATIONS_TABLE_NAME: string;
  readonly USERS_TABLE_NAME: string;
}

export const revocationVariables = { REVOCATIONS_TABLE_NAME: text, USERS_TABLE_NAME: text };

/** Of an environment that `revocationVariables` have let through. */
export function revocationConfigOf({
  REVOCATIONS_TABLE_NAME: revocationsTableName,
  USERS_TABLE_NAME: usersTableName,
}: RevocationEnvironment): RevocationTables {
  return { revocationsTableName, usersTableName };
}

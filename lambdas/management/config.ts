import * as z from 'zod';
import {
  type AccountsConfig,
  type AccountsEnvironment,
  accountsConfigOf,
  accountsVariables,
} from '../adapters/accounts.ts';
import {
  commaSeparated,
  credentialVariables,
  readEnvironment,
  text,
} from '../adapters/read-environment.ts';
import {
  type RevocationEnvironment,
  revocationConfigOf,
  revocationVariables,
} from '../adapters/revocation-environment.ts';
import type { RevocationTables } from '../adapters/revocations-table.ts';
import {
  type CredentialConfig,
  type CredentialEnvironment,
  credentialConfigOf,
} from '../adapters/token-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment
  extends CredentialEnvironment,
    AccountsEnvironment,
    RevocationEnvironment {
  readonly CONNECTIONS_TABLE_NAME: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
  readonly EVENT_LOG_TABLE_NAME: string;
  readonly OUTBOX_TABLE_NAME: string;
  /** Comma-separated; empty: no browser of another origin. */
  readonly ALLOWED_ORIGINS: string;
  readonly LIMITS_TABLE_NAME: string;
}

const environmentSchema = z.object({
  ...credentialVariables,
  ...accountsVariables,
  ...revocationVariables,
  CONNECTIONS_TABLE_NAME: text,
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
  EVENT_LOG_TABLE_NAME: text,
  OUTBOX_TABLE_NAME: text,
  ALLOWED_ORIGINS: commaSeparated,
  LIMITS_TABLE_NAME: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends CredentialConfig, AccountsConfig, RevocationTables {
  readonly connectionsTableName: string;
  readonly eventLogTableName: string;
  readonly outboxTableName: string;
  readonly allowedOrigins: readonly string[];
  readonly limitsTableName: string;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    allowedOrigins: environment.ALLOWED_ORIGINS,
    limitsTableName: environment.LIMITS_TABLE_NAME,
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    eventLogTableName: environment.EVENT_LOG_TABLE_NAME,
    outboxTableName: environment.OUTBOX_TABLE_NAME,
    ...credentialConfigOf(environment),
    ...accountsConfigOf(environment),
    ...revocationConfigOf(environment),
  };
}

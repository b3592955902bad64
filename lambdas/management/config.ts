import * as z from 'zod';
import {
  type RevocationEnvironment,
  revocationConfigOf,
  revocationVariables,
} from '../adapters/identity/revocation-environment.ts';
import type { RevocationTables } from '../adapters/identity/revocations-table.ts';
import {
  type CredentialConfig,
  type CredentialEnvironment,
  credentialConfigOf,
} from '../adapters/identity/token-environment.ts';
import {
  commaSeparated,
  credentialVariables,
  positiveInteger,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import {
  type AccountsConfig,
  type AccountsEnvironment,
  accountsConfigOf,
  accountsVariables,
} from '../adapters/telemetry/telemetry.ts';
import { longestLeaseSeconds } from '../channel-stream/longest-lease.ts';

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
  readonly STREAM_LIFETIME_SECONDS: string;
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
  STREAM_LIFETIME_SECONDS: positiveInteger,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends CredentialConfig, AccountsConfig, RevocationTables {
  readonly connectionsTableName: string;
  readonly eventLogTableName: string;
  readonly outboxTableName: string;
  readonly allowedOrigins: readonly string[];
  readonly limitsTableName: string;
  /** How long a reader who left without a word may count as connected. */
  readonly longestLeaseSeconds: number;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    allowedOrigins: environment.ALLOWED_ORIGINS,
    limitsTableName: environment.LIMITS_TABLE_NAME,
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    eventLogTableName: environment.EVENT_LOG_TABLE_NAME,
    outboxTableName: environment.OUTBOX_TABLE_NAME,
    longestLeaseSeconds: longestLeaseSeconds(environment.STREAM_LIFETIME_SECONDS),
    ...credentialConfigOf(environment),
    ...accountsConfigOf(environment),
    ...revocationConfigOf(environment),
  };
}

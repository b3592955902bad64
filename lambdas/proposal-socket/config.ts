import * as z from 'zod';
import {
  type AccountsConfig,
  type AccountsEnvironment,
  accountsConfigOf,
  accountsVariables,
} from '../adapters/accounts.ts';
import {
  positiveInteger,
  readEnvironment,
  text,
  tokenVariables,
} from '../adapters/read-environment.ts';
import {
  type TokenConfig,
  type TokenEnvironment,
  tokenConfigOf,
} from '../adapters/token-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment, AccountsEnvironment {
  readonly PROPOSALS_TABLE_NAME: string;
  readonly FIGHTS_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  readonly REVOCATIONS_TABLE_NAME: string;
  readonly LIMITS_TABLE_NAME: string;
  /** How many connections one address may have open, streams and sockets together. */
  readonly CONNECTIONS_PER_ADDRESS: string;
  readonly PROPOSAL_TIMEOUT_SECONDS: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}

const environmentSchema = z.object({
  ...tokenVariables,
  ...accountsVariables,
  PROPOSALS_TABLE_NAME: text,
  FIGHTS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  REVOCATIONS_TABLE_NAME: text,
  LIMITS_TABLE_NAME: text,
  CONNECTIONS_PER_ADDRESS: positiveInteger,
  PROPOSAL_TIMEOUT_SECONDS: positiveInteger,
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends TokenConfig, AccountsConfig {
  readonly proposalsTableName: string;
  readonly fightsTableName: string;
  readonly connectionsTableName: string;
  readonly revocationsTableName: string;
  readonly limitsTableName: string;
  readonly connectionsPerAddress: number;
  readonly timeoutMs: number;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    proposalsTableName: environment.PROPOSALS_TABLE_NAME,
    fightsTableName: environment.FIGHTS_TABLE_NAME,
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    revocationsTableName: environment.REVOCATIONS_TABLE_NAME,
    limitsTableName: environment.LIMITS_TABLE_NAME,
    connectionsPerAddress: environment.CONNECTIONS_PER_ADDRESS,
    timeoutMs: environment.PROPOSAL_TIMEOUT_SECONDS * 1_000,
    ...tokenConfigOf(environment),
    ...accountsConfigOf(environment),
  };
}

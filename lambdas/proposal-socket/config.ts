import * as z from 'zod';
import type { ProposalTerms } from '../../core/proposal/make-proposal.ts';
import {
  type RevocationEnvironment,
  revocationConfigOf,
  revocationVariables,
} from '../adapters/identity/revocation-environment.ts';
import type { RevocationTables } from '../adapters/identity/revocations-table.ts';
import {
  type TokenConfig,
  type TokenEnvironment,
  tokenConfigOf,
} from '../adapters/identity/token-environment.ts';
import {
  currencyList,
  positiveInteger,
  readEnvironment,
  text,
  tokenVariables,
} from '../adapters/runtime/read-environment.ts';
import {
  type AccountsConfig,
  type AccountsEnvironment,
  accountsConfigOf,
  accountsVariables,
} from '../adapters/telemetry/telemetry.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment, AccountsEnvironment, RevocationEnvironment {
  readonly PROPOSALS_TABLE_NAME: string;
  readonly FIGHTS_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  readonly LIMITS_TABLE_NAME: string;
  /** How many connections one address may have open, streams and sockets together. */
  readonly CONNECTIONS_PER_ADDRESS: string;
  /** Attempts to connect that one address may make in a minute. */
  readonly ATTEMPTS_PER_ADDRESS: string;
  readonly PROPOSAL_TIMEOUT_SECONDS: string;
  /** The codes of those that a proposal may be in, comma-separated, the default first. */
  readonly CURRENCIES: string;
  /** Whether both sides of a bet must be users who may bet: `true` or `false`. */
  readonly CHECK_USERS: string;
  /** The stage's callback URL; the SDK's own variable, so the client needs no endpoint in code. */
  readonly AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: string;
}

const environmentSchema = z.object({
  ...tokenVariables,
  ...accountsVariables,
  ...revocationVariables,
  PROPOSALS_TABLE_NAME: text,
  FIGHTS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  LIMITS_TABLE_NAME: text,
  CONNECTIONS_PER_ADDRESS: positiveInteger,
  ATTEMPTS_PER_ADDRESS: positiveInteger,
  PROPOSAL_TIMEOUT_SECONDS: positiveInteger,
  CURRENCIES: currencyList,
  CHECK_USERS: z.enum(['true', 'false']).transform(value => value === 'true'),
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config extends TokenConfig, AccountsConfig, RevocationTables, ProposalTerms {
  readonly proposalsTableName: string;
  readonly fightsTableName: string;
  readonly connectionsTableName: string;
  readonly limitsTableName: string;
  readonly connectionsPerAddress: number;
  readonly attemptsPerAddress: number;
  readonly checksUsers: boolean;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    proposalsTableName: environment.PROPOSALS_TABLE_NAME,
    fightsTableName: environment.FIGHTS_TABLE_NAME,
    connectionsTableName: environment.CONNECTIONS_TABLE_NAME,
    limitsTableName: environment.LIMITS_TABLE_NAME,
    connectionsPerAddress: environment.CONNECTIONS_PER_ADDRESS,
    attemptsPerAddress: environment.ATTEMPTS_PER_ADDRESS,
    timeoutMs: environment.PROPOSAL_TIMEOUT_SECONDS * 1_000,
    currencies: environment.CURRENCIES,
    checksUsers: environment.CHECK_USERS,
    ...tokenConfigOf(environment),
    ...accountsConfigOf(environment),
    ...revocationConfigOf(environment),
  };
}

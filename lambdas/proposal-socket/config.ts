import { gatewayVariables } from '../adapters/connections/socket-gateway.ts';
import { revocationVariables } from '../adapters/identity/revocation-environment.ts';
import { tokenVariables } from '../adapters/identity/token-environment.ts';
import {
  type ConfigOf,
  currencyList,
  type EnvironmentOf,
  flag,
  positiveInteger,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import { telemetryVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...gatewayVariables,
  ...tokenVariables,
  ...telemetryVariables,
  ...revocationVariables,
  PROPOSALS_TABLE_NAME: text,
  FIGHTS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  LIMITS_TABLE_NAME: text,
  WORKFLOWS_TABLE_NAME: text,
  ROOMS_TABLE_NAME: text,
  EVENT_LOG_TABLE_NAME: text,
  /** How many connections one address may have open, streams and sockets together. */
  CONNECTIONS_PER_ADDRESS: positiveInteger,
  /** Attempts to connect that one address may make in a minute. */
  ATTEMPTS_PER_ADDRESS: positiveInteger,
  PROPOSAL_TIMEOUT_SECONDS: positiveInteger,
  /** The codes of those that a proposal may be in, comma-separated, the default first. */
  CURRENCIES: currencyList,
  /** Whether both sides of a bet must be users who may bet. */
  CHECK_USERS: flag,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

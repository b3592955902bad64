import { gatewayVariables } from '../adapters/connections/socket-gateway.ts';
import {
  type ConfigOf,
  currencyList,
  type EnvironmentOf,
  readEnvironment,
  share,
  text,
} from '../adapters/runtime/read-environment.ts';
import { telemetryVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...gatewayVariables,
  ...telemetryVariables,
  PROPOSALS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  DEADLINE_STATE_MACHINE_ARN: text,
  /** The codes of those that a proposal may be in, comma-separated, the default first. */
  CURRENCIES: currencyList,
  /** The share of traces whose hops are logged. */
  TRACE_SAMPLING: share,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

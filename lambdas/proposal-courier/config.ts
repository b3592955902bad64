import {
  type ConfigOf,
  currencyList,
  type EnvironmentOf,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import { telemetryVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...telemetryVariables,
  PROPOSALS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  DEADLINE_STATE_MACHINE_ARN: text,
  /** The codes of those that a proposal may be in, comma-separated, the default first. */
  CURRENCIES: currencyList,
  /** The stage's callback URL; the SDK reads it itself, so the client needs no endpoint in code. */
  AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: text,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

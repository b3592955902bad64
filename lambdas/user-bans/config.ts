import { gatewayVariables } from '../adapters/connections/socket-gateway.ts';
import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import { auditVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...gatewayVariables,
  ...auditVariables,
  USERS_TABLE_NAME: text,
  CONNECTIONS_TABLE_NAME: text,
  LIMITS_TABLE_NAME: text,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

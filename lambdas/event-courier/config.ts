import { gatewayVariables } from '../adapters/connections/socket-gateway.ts';
import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import { statisticsVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...gatewayVariables,
  ...statisticsVariables,
  CONNECTIONS_TABLE_NAME: text,
  ROOMS_TABLE_NAME: text,
  WORKFLOWS_TABLE_NAME: text,
  WEBHOOKS_TABLE_NAME: text,
  WEBHOOK_QUEUE_URL: text,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

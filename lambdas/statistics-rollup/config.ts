import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import { statisticsVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...statisticsVariables,
  CONNECTIONS_TABLE_NAME: text,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

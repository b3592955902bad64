import { tokenVariables } from '../adapters/identity/token-environment.ts';
import {
  type ConfigOf,
  commaSeparated,
  type EnvironmentOf,
  positiveInteger,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import { telemetryVariables } from '../adapters/telemetry/telemetry.ts';

const variables = {
  ...tokenVariables,
  ...telemetryVariables,
  /** Comma-separated; empty: no browser of another origin. */
  ALLOWED_ORIGINS: commaSeparated,
  LIMITS_TABLE_NAME: text,
  /** Attempts to connect that one address may make in a minute. */
  ATTEMPTS_PER_ADDRESS: positiveInteger,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

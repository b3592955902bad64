import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';

const variables = {
  WEBHOOKS_TABLE_NAME: text,
  WEBHOOK_QUEUE_URL: text,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

import { revocationVariables } from '../adapters/identity/revocation-environment.ts';
import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import { webhookVariables } from '../adapters/webhooks/webhook-environment.ts';

const variables = {
  ...webhookVariables,
  ...revocationVariables,
  EVENT_LOG_TABLE_NAME: text,
  OUTBOX_TABLE_NAME: text,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

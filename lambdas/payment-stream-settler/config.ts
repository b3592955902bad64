import { settleVariables } from '../adapters/payment-streams/settle-variables.ts';
import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
} from '../adapters/runtime/read-environment.ts';

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof settleVariables>;

export type Config = ConfigOf<typeof settleVariables>;

export function readConfig(): Config {
  return readEnvironment(settleVariables);
}

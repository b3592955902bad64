import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
} from '../adapters/runtime/read-environment.ts';
import { streamVariables } from '../adapters/streams/stream-environment.ts';

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof streamVariables>;

export type Config = ConfigOf<typeof streamVariables>;

export function readConfig(): Config {
  return readEnvironment(streamVariables);
}

import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
} from '../adapters/runtime/read-environment.ts';
import { workflowDeadlineVariables } from '../adapters/workflows/deadline-variables.ts';

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof workflowDeadlineVariables>;

export type Config = ConfigOf<typeof workflowDeadlineVariables>;

export function readConfig(): Config {
  return readEnvironment(workflowDeadlineVariables);
}

import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';
import { workflowDeadlineVariables } from '../adapters/workflows/deadline-variables.ts';

const variables = {
  ...workflowDeadlineVariables,
  DEADLINE_STATE_MACHINE_ARN: text,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

import {
  type ConfigOf,
  type EnvironmentOf,
  flag,
  readEnvironment,
  text,
} from '../adapters/runtime/read-environment.ts';

const variables = {
  WORKFLOWS_TABLE_NAME: text,
  WORKFLOW_OPERATIONS_TABLE_NAME: text,
  BULK_ITEMS_TABLE_NAME: text,
  /** Whether who created a workflow may not decide it. */
  WORKFLOW_FOUR_EYES: flag,
};

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof variables>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

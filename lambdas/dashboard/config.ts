import {
  type ConfigOf,
  type EnvironmentOf,
  positiveInteger,
  readEnvironment,
  text,
  wholeNumber,
} from '../adapters/runtime/read-environment.ts';

const variables = {
  /** The parameter that holds the endpoints, as JSON. */
  ENDPOINTS_PARAMETER: text,
  PROPOSAL_TIMEOUT_SECONDS: positiveInteger,
  STREAM_LIFETIME_SECONDS: positiveInteger,
  DEPLETION_NOTICE_SECONDS: wholeNumber,
  /** Set by Lambda: where the bundle lies, and beside it the page. */
  LAMBDA_TASK_ROOT: text,
};

/** What `lib` must set on the function. */
export type Environment = Omit<EnvironmentOf<typeof variables>, 'LAMBDA_TASK_ROOT'>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}

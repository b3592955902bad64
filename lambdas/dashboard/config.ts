import * as z from 'zod';
import { readEnvironment, text } from '../adapters/read-environment.ts';

/** What `lib` must set on the function. */
export interface Environment {
  /** The parameter that holds the endpoints, as JSON. */
  readonly ENDPOINTS_PARAMETER: string;
}

const environmentSchema = z.object({
  ENDPOINTS_PARAMETER: text,
  // Set by Lambda: where the bundle lies, and beside it the page.
  LAMBDA_TASK_ROOT: text,
});

export interface Config {
  readonly endpointsParameter: string;
  readonly taskRoot: string;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    endpointsParameter: environment.ENDPOINTS_PARAMETER,
    taskRoot: environment.LAMBDA_TASK_ROOT,
  };
}

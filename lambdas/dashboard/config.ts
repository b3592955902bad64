import * as z from 'zod';
import { positiveInteger, readEnvironment, text } from '../adapters/runtime/read-environment.ts';
import { longestLeaseSeconds } from '../channel-stream/longest-lease.ts';
import type { Durations } from './serve-page.ts';

/** What `lib` must set on the function. */
export interface Environment {
  /** The parameter that holds the endpoints, as JSON. */
  readonly ENDPOINTS_PARAMETER: string;
  readonly PROPOSAL_TIMEOUT_SECONDS: string;
  readonly STREAM_LIFETIME_SECONDS: string;
}

const environmentSchema = z.object({
  ENDPOINTS_PARAMETER: text,
  PROPOSAL_TIMEOUT_SECONDS: positiveInteger,
  STREAM_LIFETIME_SECONDS: positiveInteger,
  // Set by Lambda: where the bundle lies, and beside it the page.
  LAMBDA_TASK_ROOT: text,
});

export interface Config {
  readonly endpointsParameter: string;
  readonly durations: Durations;
  readonly taskRoot: string;
}

export function readConfig(): Config {
  const environment = readEnvironment(environmentSchema);
  return {
    endpointsParameter: environment.ENDPOINTS_PARAMETER,
    durations: {
      proposalTimeoutSeconds: environment.PROPOSAL_TIMEOUT_SECONDS,
      longestLeaseSeconds: longestLeaseSeconds(environment.STREAM_LIFETIME_SECONDS),
    },
    taskRoot: environment.LAMBDA_TASK_ROOT,
  };
}

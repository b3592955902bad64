/** What of a run the template does not say of its Web Functions. */
export interface WebFunctionLimits {
  /** How many requests a new environment gets at once; the limit moves from there by its load. */
  readonly firstConcurrency: number;
  /** How often the limit of each environment moves. */
  readonly adjustMs: number;
  /** How long an environment without requests stays. */
  readonly idleMs: number;
  /** How many environments of an endpoint this machine runs; beyond, requests wait. */
  readonly environmentsAtMost: number;
  /** How long an environment may take until it listens. */
  readonly initMs: number;
  /** How long it has left after SIGTERM. */
  readonly shutdownMs: number;
}

/**
 * The times are those of AWS where it names them:
 * docs.aws.amazon.com/lambda/latest/dg/web-functions-env-lifecycle.html
 */
export const defaultWebFunctionLimits: WebFunctionLimits = {
  firstConcurrency: 8,
  adjustMs: 1_000,
  idleMs: 60_000,
  environmentsAtMost: 16,
  initMs: 10_000,
  shutdownMs: 1_000,
};

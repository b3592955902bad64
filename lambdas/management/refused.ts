import { type Problem, type ProblemCode, problem } from '../../core/wire/problem.ts';

/** A refusal on its way from a route or a middleware to the one place that answers with it. */
export class Refused extends Error {
  readonly problem: Problem;
  /** When the caller may try again, for a refusal that passes. */
  readonly retryAfterSec?: number;

  constructor(code: ProblemCode, detail: string, retry?: { readonly afterSec: number }) {
    super(detail);
    this.name = 'Refused';
    this.problem = problem(code, detail);
    if (retry !== undefined) this.retryAfterSec = retry.afterSec;
  }
}

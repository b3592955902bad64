import { type Problem, problem } from './problem.ts';
import type { ProblemCode } from './problem-code.ts';

/** What a refusal carries besides its problem, in headers. */
export interface RefusalHints {
  /** When the caller may try again, for a refusal that passes. */
  readonly afterSec?: number;
  /** The methods that the path does have. */
  readonly allow?: readonly string[];
}

/** A refusal on its way from a route or a middleware to the one place that answers with it. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly hints: RefusalHints;

  constructor(code: ProblemCode, detail: string, hints: RefusalHints = {}) {
    super(detail);
    this.name = 'Refused';
    this.problem = problem(code, detail);
    this.hints = hints;
  }
}

import { type ErrorCategory, errorKind, type Recovery } from './error-category.ts';
import { type ProblemCode, problemKinds } from './problem-code.ts';

/** A refusal as RFC 9457 has it. `detail` says what was received and what was expected. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: (typeof problemKinds)[ProblemCode]['status'];
  readonly code: ProblemCode;
  readonly category: ErrorCategory;
  readonly recovery: Recovery;
  readonly detail: string;
}

/** RFC 9457, 3: the media type of a problem. */
export const problemContentType = 'application/problem+json';

/** Makes the problem of a code. `detail` says what was received and what was expected. */
export function problem(code: ProblemCode, detail: string): Problem {
  const { status, title } = problemKinds[code];
  return { type: 'about:blank', title, status, code, ...errorKind(code), detail };
}

/** Every code a refusal over HTTP can carry. Stable: clients match on them. */
export type ProblemCode =
  | 'QUERY_INVALID'
  | 'TOKEN_REFUSED'
  | 'ROLE_NOT_ALLOWED'
  | 'ORIGIN_NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'UNAVAILABLE';

/** A refusal as RFC 9457 has it. `detail` says what was received and what was expected. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: 400 | 401 | 403 | 404 | 405 | 503;
  readonly code: ProblemCode;
  readonly detail: string;
}

const kinds = {
  QUERY_INVALID: { status: 400, title: 'Bad Request' },
  TOKEN_REFUSED: { status: 401, title: 'Unauthorized' },
  ROLE_NOT_ALLOWED: { status: 403, title: 'Forbidden' },
  ORIGIN_NOT_ALLOWED: { status: 403, title: 'Forbidden' },
  NOT_FOUND: { status: 404, title: 'Not Found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method Not Allowed' },
  UNAVAILABLE: { status: 503, title: 'Service Unavailable' },
} as const satisfies Record<ProblemCode, Pick<Problem, 'status' | 'title'>>;

export const problemContentType = 'application/problem+json';

export function problem(code: ProblemCode, detail: string): Problem {
  return { type: 'about:blank', ...kinds[code], code, detail };
}

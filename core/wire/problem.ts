import { type ErrorCategory, type Recovery, recoveries } from './error-category.ts';

/** A refusal as RFC 9457 has it. `detail` says what was received and what was expected. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: (typeof kinds)[ProblemCode]['status'];
  readonly code: ProblemCode;
  readonly category: ErrorCategory;
  readonly recovery: Recovery;
  readonly detail: string;
}

interface Kind {
  readonly status: number;
  readonly title: string;
  readonly category: ErrorCategory;
}

/** Every code a refusal over HTTP can carry. Stable: clients match on them. */
const kinds = {
  QUERY_INVALID: { status: 400, title: 'Bad Request', category: 'VALIDATION' },
  BODY_INVALID: { status: 400, title: 'Bad Request', category: 'VALIDATION' },
  TOKEN_REFUSED: { status: 401, title: 'Unauthorized', category: 'AUTHENTICATION' },
  TOKEN_REVOKED: { status: 401, title: 'Unauthorized', category: 'AUTHENTICATION' },
  ROLE_NOT_ALLOWED: { status: 403, title: 'Forbidden', category: 'CLIENT' },
  CHANNEL_NOT_ALLOWED: { status: 403, title: 'Forbidden', category: 'CLIENT' },
  ORIGIN_NOT_ALLOWED: { status: 403, title: 'Forbidden', category: 'CLIENT' },
  NOT_FOUND: { status: 404, title: 'Not Found', category: 'CLIENT' },
  CONNECTION_NOT_FOUND: { status: 404, title: 'Not Found', category: 'CLIENT' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method Not Allowed', category: 'CLIENT' },
  BODY_TOO_LARGE: { status: 413, title: 'Content Too Large', category: 'VALIDATION' },
  BODY_TYPE_NOT_ALLOWED: { status: 415, title: 'Unsupported Media Type', category: 'VALIDATION' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'Unprocessable Content', category: 'VALIDATION' },
  RATE_LIMITED: { status: 429, title: 'Too Many Requests', category: 'RATE_LIMIT' },
  TOO_MANY_CONNECTIONS: { status: 429, title: 'Too Many Requests', category: 'RATE_LIMIT' },
  UNAVAILABLE: { status: 503, title: 'Service Unavailable', category: 'SERVER' },
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof kinds;

export const problemCodes = Object.keys(kinds) as readonly ProblemCode[];

export const problemContentType = 'application/problem+json';

export function problem(code: ProblemCode, detail: string): Problem {
  const { status, title, category } = kinds[code];
  const recovery = recoveries[category];
  return { type: 'about:blank', title, status, code, category, recovery, detail };
}

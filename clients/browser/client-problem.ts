import { type ErrorCategory, type Recovery, recoveries } from '../../core/wire/error-category.ts';

/** Something that went wrong, here or there. `status` is there when a server refused over HTTP. */
export interface ClientProblem {
  readonly category: ErrorCategory;
  /** Stable: the server's own code, or one of {@link LocalCode}. */
  readonly code: string;
  readonly message: string;
  readonly recovery: Recovery;
  readonly status?: number;
}

/** The codes of what a client notices by itself, with their categories. */
const categories = {
  /** The network let go, or never let through. */
  NETWORK_FAILED: 'CONNECTION',
  /** The connection ended without a word. */
  CONNECTION_ENDED: 'CONNECTION',
  /** No answer in time. */
  NO_ANSWER: 'TIMEOUT',
  /** A stream's headers came, and not one byte: something on the way holds it back. */
  STREAM_BLOCKED: 'CONNECTION',
  /** Longer silent than the heartbeat allows. */
  CONNECTION_SILENT: 'TIMEOUT',
  /** The token provider failed. */
  TOKEN_UNAVAILABLE: 'AUTHENTICATION',
  /** The server's words were not understood. */
  ANSWER_MALFORMED: 'VALIDATION',
  /** A status without a body that says more. */
  REQUEST_REFUSED: 'CLIENT',
} as const satisfies Record<string, ErrorCategory>;

export type LocalCode = keyof typeof categories;

export function problemOf(category: ErrorCategory, code: string, message: string): ClientProblem {
  return { category, code, message, recovery: recoveries[category] };
}

export function localProblem(code: LocalCode, message: string): ClientProblem {
  return problemOf(categories[code], code, message);
}

/** What a status means when its body does not say. */
export function problemOfStatus(status: number): ClientProblem {
  const code: LocalCode = 'REQUEST_REFUSED';
  const message = `received the status ${status}; expected 200`;
  return { ...problemOf(categoryOf(status), code, message), status };
}

function categoryOf(status: number): ErrorCategory {
  if (status === 401) return 'AUTHENTICATION';
  if (status === 429) return 'RATE_LIMIT';
  if (status === 408) return 'TIMEOUT';
  return status >= 500 ? 'SERVER' : 'CLIENT';
}

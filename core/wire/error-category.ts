import type { AppErrorCode } from './app-error.ts';
import type { EndReason } from './end-reason.ts';
import type { ProblemCode } from './problem-code.ts';
import type {
  AuthenticationErrorCode,
  RefusalCode,
  RoomRefusalCode,
} from './socket/refusal-code.ts';

/**
 * What kind of failure a client, a log line or a statistic is about, and what a client does about
 * it: wait and repeat with growing pauses (`backoff`), get a new token (`refresh`), go on by polling
 * (`poll`), open a new connection by its cursor (`reconnect`), or nothing, because repeating the same
 * would fail again (`none`).
 */
export const recoveries = {
  CONNECTION: 'reconnect',
  AUTHENTICATION: 'refresh',
  RATE_LIMIT: 'backoff',
  CAPACITY: 'poll',
  SERVER: 'poll',
  CLIENT: 'none',
  VALIDATION: 'none',
  TIMEOUT: 'reconnect',
} as const;

export type ErrorCategory = keyof typeof recoveries;

/** What a client can do about a failure of a category. */
export type Recovery = (typeof recoveries)[ErrorCategory];

export const errorCategories = /* @__PURE__ */ Object.keys(recoveries) as readonly ErrorCategory[];

/** Everything that can go wrong or be refused by a stable name. */
export type ErrorCode =
  | AppErrorCode
  | AuthenticationErrorCode
  | EndReason
  | ProblemCode
  | RefusalCode
  | RoomRefusalCode;

/** The category of each; the compiler demands every one. */
const categories: Readonly<Record<ErrorCode, ErrorCategory>> = {
  // What could not be handled where it happened.
  CONFIG_INVALID: 'SERVER',
  KEY_UNREADABLE: 'SERVER',
  INPUT_INVALID: 'VALIDATION',
  LOG_CONTENDED: 'SERVER',
  LOG_CORRUPT: 'SERVER',
  LOG_SUPERSEDED: 'SERVER',
  LEASE_CONTENDED: 'SERVER',
  STORE_UNAVAILABLE: 'SERVER',
  PUBLISHER_CLOSED: 'CLIENT',
  QUEUE_FULL: 'RATE_LIMIT',
  ROW_NOT_FOUND: 'SERVER',
  // Refusals over HTTP.
  QUERY_INVALID: 'VALIDATION',
  BODY_INVALID: 'VALIDATION',
  TOKEN_REFUSED: 'AUTHENTICATION',
  TOKEN_REVOKED: 'AUTHENTICATION',
  ROLE_NOT_ALLOWED: 'CLIENT',
  CHANNEL_NOT_ALLOWED: 'CLIENT',
  ORIGIN_NOT_ALLOWED: 'CLIENT',
  NOT_AN_APPROVER: 'CLIENT',
  OWN_WORKFLOW: 'CLIENT',
  NOT_ALLOWED: 'CLIENT',
  NOT_FOUND: 'CLIENT',
  CONNECTION_NOT_FOUND: 'CLIENT',
  METHOD_NOT_ALLOWED: 'CLIENT',
  WORKFLOW_NOT_FOUND: 'CLIENT',
  PAYMENT_STREAM_EXISTS: 'CLIENT',
  WORKFLOW_EXISTS: 'CLIENT',
  WORKFLOW_ENDED: 'CLIENT',
  WORKFLOW_NOT_SUBMITTED: 'CLIENT',
  STEP_CHANGED: 'CLIENT',
  STEP_UNKNOWN: 'CLIENT',
  DECIDED_ALREADY: 'CLIENT',
  WORKFLOW_FULL: 'CLIENT',
  BULK_OPERATION_EXISTS: 'CLIENT',
  BULK_OPERATION_RUNNING: 'CLIENT',
  BULK_NOTHING_FAILED: 'CLIENT',
  WEBHOOK_EXISTS: 'CLIENT',
  WEBHOOKS_FULL: 'CLIENT',
  WEBHOOK_CHANGED: 'CLIENT',
  WEBHOOK_NOT_ENABLED: 'CLIENT',
  WEBHOOK_KEYS_FULL: 'CLIENT',
  WEBHOOK_DELIVERIES_FULL: 'CLIENT',
  WEBHOOK_MAKER_CHANGES: 'CLIENT',
  BODY_TOO_LARGE: 'VALIDATION',
  BODY_TYPE_NOT_ALLOWED: 'VALIDATION',
  IDEMPOTENCY_KEY_REUSED: 'VALIDATION',
  RATE_LIMITED: 'RATE_LIMIT',
  TOO_MANY_CONNECTIONS: 'RATE_LIMIT',
  PUBLIC_STREAMS_OFF: 'CAPACITY',
  PUBLIC_STREAMS_FULL: 'CAPACITY',
  LIVE_STREAMS_FULL: 'CAPACITY',
  // No failure, and polls are refused as well: come back when it is over.
  DRAINING: 'CONNECTION',
  UNAVAILABLE: 'SERVER',
  // Refusals of a proposal.
  INVALID_MESSAGE: 'VALIDATION',
  UNKNOWN_ACTION: 'VALIDATION',
  USER_NOT_ALLOWED: 'CLIENT',
  RECIPIENT_NOT_AVAILABLE: 'CLIENT',
  MAKER_NOT_AVAILABLE: 'CLIENT',
  SELF_PROPOSAL: 'VALIDATION',
  CURRENCY_NOT_ALLOWED: 'VALIDATION',
  FIGHT_NOT_FOUND: 'CLIENT',
  BETTING_CLOSED: 'CLIENT',
  PROPOSAL_NOT_FOUND: 'CLIENT',
  NOT_RECIPIENT: 'CLIENT',
  NOT_MAKER: 'CLIENT',
  PROPOSAL_NOT_PENDING: 'CLIENT',
  PROPOSAL_EXPIRED: 'CLIENT',
  TOO_MANY_PENDING: 'RATE_LIMIT',
  REQUEST_ID_REUSED: 'VALIDATION',
  TOKEN_EXPIRED: 'AUTHENTICATION',
  INTERNAL_ERROR: 'SERVER',
  // Refusals of a subscription to a workflow.
  TOO_MANY_SUBSCRIPTIONS: 'CLIENT',
  // Refusals of an open socket's token.
  OTHER_USER: 'CLIENT',
  CONNECTION_UNKNOWN: 'CONNECTION',
  // Ends of streams.
  lifetime: 'CONNECTION',
  'byte-limit': 'CONNECTION',
  'token-expired': 'AUTHENTICATION',
  replaced: 'CLIENT',
  disconnected: 'CLIENT',
  draining: 'CONNECTION',
  shutdown: 'CONNECTION',
  revoked: 'AUTHENTICATION',
  'slow-reader': 'CONNECTION',
  'log-restarted': 'CONNECTION',
  unavailable: 'SERVER',
};

/** The category of any code that a client or a log line shows. */
export function categoryOf(code: ErrorCode): ErrorCategory {
  return categories[code];
}

/** The category, and what a client does about it. */
export function errorKind(code: ErrorCode): {
  readonly category: ErrorCategory;
  readonly recovery: Recovery;
} {
  const category = categoryOf(code);
  return { category, recovery: recoveries[category] };
}

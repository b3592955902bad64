interface Kind {
  readonly status: number;
  readonly title: string;
}

/** Every code a refusal over HTTP can carry. Stable: clients match on them. */
export const problemKinds = {
  QUERY_INVALID: { status: 400, title: 'Bad Request' },
  BODY_INVALID: { status: 400, title: 'Bad Request' },
  TOKEN_REFUSED: { status: 401, title: 'Unauthorized' },
  TOKEN_REVOKED: { status: 401, title: 'Unauthorized' },
  ROLE_NOT_ALLOWED: { status: 403, title: 'Forbidden' },
  CHANNEL_NOT_ALLOWED: { status: 403, title: 'Forbidden' },
  ORIGIN_NOT_ALLOWED: { status: 403, title: 'Forbidden' },
  NOT_AN_APPROVER: { status: 403, title: 'Forbidden' },
  OWN_WORKFLOW: { status: 403, title: 'Forbidden' },
  NOT_ALLOWED: { status: 403, title: 'Forbidden' },
  NOT_FOUND: { status: 404, title: 'Not Found' },
  CONNECTION_NOT_FOUND: { status: 404, title: 'Not Found' },
  WORKFLOW_NOT_FOUND: { status: 404, title: 'Not Found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method Not Allowed' },
  PAYMENT_STREAM_EXISTS: { status: 409, title: 'Conflict' },
  WORKFLOW_EXISTS: { status: 409, title: 'Conflict' },
  WORKFLOW_ENDED: { status: 409, title: 'Conflict' },
  WORKFLOW_NOT_SUBMITTED: { status: 409, title: 'Conflict' },
  STEP_CHANGED: { status: 409, title: 'Conflict' },
  STEP_UNKNOWN: { status: 409, title: 'Conflict' },
  DECIDED_ALREADY: { status: 409, title: 'Conflict' },
  WORKFLOW_FULL: { status: 409, title: 'Conflict' },
  BULK_OPERATION_EXISTS: { status: 409, title: 'Conflict' },
  BULK_OPERATION_RUNNING: { status: 409, title: 'Conflict' },
  BULK_NOTHING_FAILED: { status: 409, title: 'Conflict' },
  WEBHOOK_EXISTS: { status: 409, title: 'Conflict' },
  WEBHOOKS_FULL: { status: 409, title: 'Conflict' },
  WEBHOOK_CHANGED: { status: 409, title: 'Conflict' },
  WEBHOOK_NOT_ENABLED: { status: 409, title: 'Conflict' },
  WEBHOOK_KEYS_FULL: { status: 409, title: 'Conflict' },
  WEBHOOK_DELIVERIES_FULL: { status: 409, title: 'Conflict' },
  WEBHOOK_MAKER_CHANGES: { status: 409, title: 'Conflict' },
  BODY_TOO_LARGE: { status: 413, title: 'Content Too Large' },
  BODY_TYPE_NOT_ALLOWED: { status: 415, title: 'Unsupported Media Type' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'Unprocessable Content' },
  RATE_LIMITED: { status: 429, title: 'Too Many Requests' },
  TOO_MANY_CONNECTIONS: { status: 429, title: 'Too Many Requests' },
  PUBLIC_STREAMS_OFF: { status: 429, title: 'Too Many Requests' },
  PUBLIC_STREAMS_FULL: { status: 429, title: 'Too Many Requests' },
  LIVE_STREAMS_FULL: { status: 429, title: 'Too Many Requests' },
  DRAINING: { status: 503, title: 'Service Unavailable' },
  UNAVAILABLE: { status: 503, title: 'Service Unavailable' },
} as const satisfies Record<string, Kind>;

/** A stable code of a refusal over HTTP. */
export type ProblemCode = keyof typeof problemKinds;

export const problemCodes = Object.keys(problemKinds) as readonly ProblemCode[];

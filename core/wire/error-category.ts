/**
 * What kind of failure a client, a log line or a statistic speaks of, and what a client does about
 * it: wait and repeat with growing pauses (`backoff`), get a new token (`refresh`), go on by polling
 * (`poll`), open a new connection by its cursor (`reconnect`), or nothing, because repeating the same
 * would fail again (`none`).
 */
export const recoveries = {
  CONNECTION: 'reconnect',
  AUTHENTICATION: 'refresh',
  RATE_LIMIT: 'backoff',
  SERVER: 'poll',
  CLIENT: 'none',
  VALIDATION: 'none',
  TIMEOUT: 'reconnect',
} as const;

export type ErrorCategory = keyof typeof recoveries;

export type Recovery = (typeof recoveries)[ErrorCategory];

export const errorCategories = Object.keys(recoveries) as readonly ErrorCategory[];

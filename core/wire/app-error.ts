/**
 * Every code an {@link AppError} can carry. Codes are stable: logs, alarms and clients may match on
 * them, so a code is added, never renamed.
 */
export const appErrorCodes = [
  'CONFIG_INVALID',
  'INPUT_INVALID',
  'KEY_UNREADABLE',
  'LOG_CONTENDED',
  'LOG_CORRUPT',
  'LOG_SUPERSEDED',
  'LEASE_CONTENDED',
  'STORE_UNAVAILABLE',
  'QUEUE_FULL',
  'ROW_NOT_FOUND',
  'PUBLISHER_CLOSED',
] as const;

export type AppErrorCode = (typeof appErrorCodes)[number];

/**
 * The one error base: what could not be handled where it happened. Expected outcomes (a refusal, a
 * lost race) are return values instead. The message says what was received and what was expected.
 */
export class AppError extends Error {
  readonly code: AppErrorCode;

  constructor(code: AppErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}

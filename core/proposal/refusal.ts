import type { RefusalCode } from '../wire/socket/refusal-code.ts';

/** Why something asked for is not done: an expected outcome, returned to whoever asked. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** What was received and what was expected. */
  readonly message: string;
  /** Of `RATE_LIMITED`: how long to wait. */
  readonly retryAfterMs?: number;
}

/** A refusal with its code and sentence. */
export function refuse(code: RefusalCode, message: string): Refusal {
  return { kind: 'refused', code, message };
}

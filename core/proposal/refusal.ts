import type { RefusalCode, RoomRefusalCode } from '../wire/socket/refusal-code.ts';

/** Why something asked for is not done: an expected outcome, returned to whoever asked. */
export interface Refusal<Code extends RefusalCode | RoomRefusalCode = RefusalCode> {
  readonly kind: 'refused';
  readonly code: Code;
  /** What was received and what was expected. */
  readonly message: string;
  /** Of `RATE_LIMITED`: how long to wait. */
  readonly retryAfterMs?: number;
}

/** A refusal with its code and sentence. */
export function refuse<Code extends RefusalCode | RoomRefusalCode>(
  code: Code,
  message: string,
): Refusal<Code> {
  return { kind: 'refused', code, message };
}

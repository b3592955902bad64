import type { Attempt } from '../delivery.ts';
import { maxRetryAfterMs } from '../limits.ts';
import type { SendResult } from '../send-webhook.ts';

/** What the answer of a receiver, or that there was none, says. */
export interface AttemptVerdict {
  readonly isSuccess: boolean;
  /** It takes nothing any more: 410. */
  readonly isGone: boolean;
  /** It is too much for it. */
  readonly isSlow: boolean;
  /** How long it asked to wait, as far as that is granted; 0 when it did not. */
  readonly retryAfterMs: number;
  /** Whether that is meant for all that it is sent. */
  readonly isForAll: boolean;
}

/** By which a receiver, or what stands before it, says that it is sent too much. */
const slowStatuses = [429, 502, 504];

/** With these `Retry-After` is about the receiver, not about the one message. */
const unavailableStatuses = [...slowStatuses, 503];

/** Only 2xx is a success: a redirect is not followed, so what it answers is a failure too. */
export function verdictOf(result: SendResult): AttemptVerdict {
  if (result.kind === 'failed') {
    const isSlow = result.failure === 'TIMEOUT';
    return { isSuccess: false, isGone: false, isSlow, retryAfterMs: 0, isForAll: false };
  }
  const { status, retryAfterMs = 0 } = result;
  const isSuccess = status >= 200 && status < 300;
  return {
    isSuccess,
    isGone: status === 410,
    isSlow: slowStatuses.includes(status),
    retryAfterMs: isSuccess ? 0 : Math.min(Math.max(retryAfterMs, 0), maxRetryAfterMs),
    isForAll: unavailableStatuses.includes(status),
  };
}

/** What is remembered of it. */
export function attemptOf(result: SendResult, atMs: number): Attempt {
  const { tookMs } = result;
  if (result.kind === 'failed') {
    return { atMs, tookMs, failure: result.failure, message: result.message };
  }
  const { status, answer, isAnswerCut, retryAfterMs } = result;
  return {
    atMs,
    tookMs,
    status,
    ...(answer === '' ? {} : { answer }),
    ...(isAnswerCut ? { isAnswerCut } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

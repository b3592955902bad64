import type { DisabledReason } from '../../wire/webhook.ts';
import type { Attempt, Parked, StoredDelivery } from '../delivery.ts';
import type { Lane } from '../lane.ts';
import {
  failuresOfNews,
  maxAttemptsKept,
  maxFailingMs,
  pendingKeptMs,
  slowDownMs,
} from '../limits.ts';
import type { SendResult } from '../send-webhook.ts';
import { type AttemptVerdict, attemptOf, verdictOf } from './attempt-verdict.ts';
import { retryDelayMs } from './retry-schedule.ts';

/** An attempt that ended, and what was known when it did. */
export interface EndedAttempt {
  readonly lane: Lane;
  readonly delivery: StoredDelivery;
  /** Its place among those that wait, as it was when the attempt began. @default - it had none yet */
  readonly parked?: Parked | undefined;
  /** Of a place that is its first. */
  readonly newRound: string;
  readonly result: SendResult;
  /** When it began. */
  readonly atMs: number;
  readonly nowMs: number;
  /** From 0 up to 1. */
  readonly random: number;
  readonly retryAttempts: number;
  readonly deliveryKeptMs: number;
}

/** What follows from an attempt. */
export interface AfterAttempt {
  readonly lane: Lane;
  readonly delivery: StoredDelivery;
  /** Its place from now on; absent: it waits no more. */
  readonly parked?: Parked | undefined;
  /** The receiver takes deliveries again, after it had failed since then. */
  readonly recovered?: { readonly failingSinceMs: number } | undefined;
  readonly disable?: Extract<DisabledReason, 'gone' | 'failing'> | undefined;
}

/** What an attempt leads to: for its delivery, and for the lane. */
export function afterAttempt(ended: EndedAttempt): AfterAttempt {
  const verdict = verdictOf(ended.result);
  return verdict.isSuccess ? afterSuccess(ended) : afterFailure(ended, verdict);
}

function afterSuccess({ lane, nowMs, ...ended }: EndedAttempt): AfterAttempt {
  const { failuresInARow, failingSinceMs, slowUntilMs, ...rest } = lane;
  const isNews = failuresInARow >= failuresOfNews && failingSinceMs !== undefined;
  return {
    lane: {
      ...rest,
      failuresInARow: 0,
      lastSuccessAtMs: nowMs,
      slowness: Math.max(lane.slowness - 1, 0),
      // Of another attempt that was under way, whose receiver still asks for it.
      ...(slowUntilMs !== undefined && slowUntilMs > nowMs ? { slowUntilMs } : {}),
      ...(isNews ? { revivedAtMs: nowMs } : {}),
    },
    delivery: {
      ...attempted(ended.delivery, attemptOf(ended.result, ended.atMs)),
      state: 'delivered',
      expiresAtMs: nowMs + ended.deliveryKeptMs,
    },
    ...(isNews ? { recovered: { failingSinceMs } } : {}),
  };
}

function afterFailure(ended: EndedAttempt, verdict: AttemptVerdict): AfterAttempt {
  const lane = failedLane(ended, verdict);
  const delivery = attempted(ended.delivery, attemptOf(ended.result, ended.atMs));
  const parked = nextPlace(ended, verdict);
  const disable = disableReason(lane, verdict, ended.nowMs);
  const { nowMs, deliveryKeptMs } = ended;
  return {
    lane,
    delivery:
      parked === undefined
        ? { ...delivery, state: 'exhausted', expiresAtMs: nowMs + deliveryKeptMs }
        : {
            ...delivery,
            state: 'pending',
            nextAttemptAtMs: parked.dueAtMs,
            expiresAtMs: parked.expiresAtMs,
          },
    ...(parked && { parked }),
    ...(disable && { disable }),
  };
}

function failedLane(ended: EndedAttempt, verdict: AttemptVerdict): Lane {
  const { lane, result, nowMs } = ended;
  const slowness = Math.min(lane.slowness + (verdict.isSlow ? 1 : 0), slowDownMs.doublings);
  const slowMs = verdict.isSlow ? Math.min(slowDownMs.least * 2 ** slowness, slowDownMs.most) : 0;
  const waitMs = Math.max(slowMs, verdict.isForAll ? verdict.retryAfterMs : 0);
  const slowUntilMs = Math.max(lane.slowUntilMs ?? 0, waitMs === 0 ? 0 : nowMs + waitMs);
  return {
    ...lane,
    slowness,
    ...(slowUntilMs === 0 ? {} : { slowUntilMs }),
    ...(saysSomething(ended)
      ? {
          failuresInARow: lane.failuresInARow + 1,
          failingSinceMs: lane.failingSinceMs ?? nowMs,
        }
      : {}),
    lastFailureAtMs: nowMs,
    lastFailure: result.kind === 'failed' ? { failure: result.failure } : { status: result.status },
  };
}

/**
 * Whether the failure says something about the receiver. A delivery that had failed before the receiver
 * last took another one may be one that it never takes: a few of these among healthy ones are no outage,
 * and the success after them no recovery. From its next failure on it counts, if nothing succeeded.
 */
function saysSomething({ lane, parked }: EndedAttempt): boolean {
  const { lastSuccessAtMs } = lane;
  const attemptedAtMs = parked?.attemptedAtMs;
  if (attemptedAtMs === undefined || lastSuccessAtMs === undefined) return true;
  return attemptedAtMs > lastSuccessAtMs;
}

/** Its place for its next attempt; undefined when there is none. */
function nextPlace(ended: EndedAttempt, { retryAfterMs }: AttemptVerdict): Parked | undefined {
  const { parked, delivery, atMs, nowMs, deliveryKeptMs } = ended;
  if (parked?.isTest) return undefined;
  // One that came early, because the receiver was back, costs nothing of the schedule.
  const isEarly = parked !== undefined && parked.dueAtMs > atMs;
  const attemptsMade = (parked?.attemptsMade ?? 0) + (isEarly ? 0 : 1);
  const delayMs = retryDelayMs(attemptsMade, ended.retryAttempts, ended.random);
  if (delayMs === undefined) return undefined;
  const bySchedule = isEarly ? parked.dueAtMs : nowMs + delayMs;
  return {
    deliveryId: delivery.deliveryId,
    dueAtMs: Math.max(bySchedule, nowMs + retryAfterMs),
    round: parked?.round ?? ended.newRound,
    attemptsMade,
    attemptedAtMs: atMs,
    ...(isEarly || retryAfterMs > 0 ? { isFixed: true } : {}),
    expiresAtMs: nowMs + Math.max(deliveryKeptMs, pendingKeptMs),
  };
}

function disableReason(
  { failingSinceMs }: Lane,
  { isGone }: AttemptVerdict,
  nowMs: number,
): AfterAttempt['disable'] {
  if (isGone) return 'gone';
  const isLong = failingSinceMs !== undefined && nowMs - failingSinceMs >= maxFailingMs;
  return isLong ? 'failing' : undefined;
}

/** A delivery that is not sent, because it is not for the webhook any more. */
export function withdrawn(
  delivery: StoredDelivery,
  nowMs: number,
  deliveryKeptMs: number,
): StoredDelivery {
  const message = 'not sent: it is not for this webhook any more, or its maker may not read it now';
  return {
    ...attempted(delivery, { atMs: nowMs, tookMs: 0, message }),
    state: 'exhausted',
    expiresAtMs: nowMs + deliveryKeptMs,
  };
}

function attempted(
  { nextAttemptAtMs, ...delivery }: StoredDelivery,
  attempt: Attempt,
): StoredDelivery {
  return {
    ...delivery,
    attempts: [...delivery.attempts, attempt].slice(-maxAttemptsKept),
    attemptCount: delivery.attemptCount + 1,
  };
}

import type { Lane } from '../lane.ts';

/** An idle lane is looked at so often: its cursor must not grow old while nothing in the log is for it. */
const idleLookMs = 600_000;

/** A delayed message waits no longer than this. */
const maxDelayMs = 900_000;

const never = Number.POSITIVE_INFINITY;

/** What is known of a lane that a run lets go. */
export interface LaneRest {
  readonly isEnabled: boolean;
  readonly lane: Pick<Lane, 'recovery' | 'slowUntilMs' | 'armedForMs'>;
  /** When the first that waits is due. */
  readonly parkedDueMs: number | undefined;
  /** When the first test is: it does not heed that the receiver is left alone. */
  readonly testDueMs: number | undefined;
  /** From when on a new one may be begun; infinite: not before one that waits ends. */
  readonly roomAtMs: number;
  /** When deliveries that were given up are to be reported. */
  readonly reportAtMs: number | undefined;
  /** The receiver is slow: others have their turn for so long. @default 0 */
  readonly restMs?: number;
  /** Whether the log had nothing more. */
  readonly isAtEnd: boolean;
  readonly nowMs: number;
}

/** When a lane is to be gone on with, and whether a wake-up is sent for that. */
export interface NextDue {
  readonly dueAtMs?: number;
  readonly armedForMs?: number;
  /** Whole seconds; absent: none is sent, for one is under way or the sweeper is early enough. */
  readonly wakeInSeconds?: number;
}

/** A lane with something to do always has a moment: whatever is lost on the way, the sweeper finds it. */
export function nextDue(rest: LaneRest): NextDue {
  const { isEnabled, lane, nowMs, restMs = 0 } = rest;
  if (!isEnabled) return {};
  const workMs = workDueMs(rest);
  const idleMs =
    rest.roomAtMs === never ? never : Math.max(nowMs + idleLookMs, lane.slowUntilMs ?? 0);
  const dueAtMs = Math.max(Math.min(workMs, idleMs), restMs > 0 ? nowMs + restMs : 0);
  if (dueAtMs === never) return {};
  const waitMs = dueAtMs - nowMs;
  if (waitMs <= 0) return { dueAtMs, wakeInSeconds: 0 };
  const { armedForMs } = lane;
  const isArmed = armedForMs !== undefined && armedForMs > nowMs && armedForMs <= dueAtMs;
  // The one that is under way arms the next.
  if (isArmed) return { dueAtMs, armedForMs };
  if (workMs > dueAtMs || waitMs >= maxDelayMs) return { dueAtMs };
  // Whole seconds and clocks that differ a little: one that came early would find nothing due.
  return { dueAtMs, armedForMs: dueAtMs, wakeInSeconds: Math.floor(waitMs / 1_000) + 1 };
}

function workDueMs(rest: LaneRest): number {
  const { lane, parkedDueMs = never, testDueMs = never, reportAtMs = never, nowMs } = rest;
  const isMore = lane.recovery !== undefined || !rest.isAtEnd;
  const newMs = isMore ? Math.max(rest.roomAtMs, nowMs) : never;
  const sentMs = Math.max(Math.min(parkedDueMs, newMs), lane.slowUntilMs ?? 0);
  return Math.min(sentMs, testDueMs, reportAtMs);
}

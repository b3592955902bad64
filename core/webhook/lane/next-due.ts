import type { Lane } from '../lane.ts';

/** An idle lane is looked at so often: its cursor must not grow old while nothing in the log is for it. */
const idleLookMs = 600_000;

/** A delayed message waits no longer than this. */
const maxDelayMs = 900_000;

/** What is known of a lane that a run lets go. */
export interface LaneRest {
  readonly isEnabled: boolean;
  readonly lane: Pick<Lane, 'recovery' | 'slowUntilMs' | 'armedForMs'>;
  /** When the first that waits is due. */
  readonly parkedDueMs: number | undefined;
  /** No more may wait, so nothing is begun before one that waits ends. */
  readonly isFull: boolean;
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
  const { isEnabled, lane, nowMs } = rest;
  if (!isEnabled) return {};
  const workMs = workDueMs(rest);
  const idleMs = rest.isFull ? Number.POSITIVE_INFINITY : nowMs + idleLookMs;
  const dueAtMs = Math.max(Math.min(workMs, idleMs), lane.slowUntilMs ?? 0);
  if (!Number.isFinite(dueAtMs)) return {};
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

function workDueMs({ lane, parkedDueMs, isFull, isAtEnd, nowMs }: LaneRest): number {
  const parkedMs = parkedDueMs ?? Number.POSITIVE_INFINITY;
  const isMore = !isFull && (lane.recovery !== undefined || !isAtEnd);
  return isMore ? Math.min(parkedMs, nowMs) : parkedMs;
}

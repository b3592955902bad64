import { AppError } from '../wire/app-error.ts';
import type { Due } from './deadline.ts';

/** Starts what settles a subject at that moment. Throws when that could not be started. */
export type StartTimer = (timer: {
  readonly id: string;
  readonly dueAtMs: number;
}) => Promise<void>;

/** What one reading of a subject and its deadline led to. */
export interface SettleAttempt<D extends Due, Began> {
  /** As it is, or as it will be once written. Absent: nothing is remembered of the subject. */
  readonly deadline: D | undefined;
  /** The moment that was due before, by what was read. */
  readonly wasDueAtMs?: number | undefined;
  /** What begins, and is published, with the write. */
  readonly began?: Began | undefined;
  /** Writes all or nothing: `false` when either is no longer as it was read. Absent: all is as it should be. */
  readonly write?: (() => Promise<boolean>) | undefined;
}

/** What settling one kind of deadline works with. */
export interface DeadlineKind<D extends Due, Began> {
  /** What a subject is called in a message. */
  readonly noun: string;
  /** Reads a subject and its deadline strongly, and decides. */
  attempt(id: string, nowMs: number): Promise<SettleAttempt<D, Began>>;
  readonly startTimer: StartTimer;
  /** Remembers that a timer was started for it; `false` when it is not the same any more. */
  noteTimer(id: string, deadline: D): Promise<boolean>;
  /** Called when something began that had been due, with how long after its moment, in milliseconds. */
  onBegan(latenessMs: number): void;
  /** What is due within this time gets a timer; for what is due later the sweeper starts one. */
  readonly timerWithinMs: number;
}

/** What settling a subject did. */
export interface Settled<Began> {
  /** What began, published by this call and by no other. */
  readonly began?: Began;
  /** The moment of the timer that this call started. */
  readonly timerAtMs?: number;
  /** Nothing was done: others wrote to it during every attempt. The last write's record follows. */
  readonly isOvertaken?: boolean;
}

/** What every function gives a timer at once; the sweeper comes once a minute. */
export const promptTimerMs = 90_000;

/** Each attempt that fails means that somebody else wrote. */
const maxAttempts = 10;

/** So much later than the moment it is due something may begin, rather than by one more timer. */
const toleranceMs = 1_000;

/**
 * Brings a subject and its deadline to what holds at that moment, and has a timer for what is due
 * soon. As often as it is called, by however many at once, each thing begins once.
 */
export async function settleDeadline<D extends Due, Began>(
  id: string,
  nowMs: number,
  kind: DeadlineKind<D, Began>,
): Promise<Settled<Began>> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const { deadline, wasDueAtMs, began, write } = await kind.attempt(id, nowMs);
    if (write !== undefined && !(await write())) continue;
    const wasDue = began !== undefined && wasDueAtMs !== undefined && wasDueAtMs <= nowMs;
    if (wasDue) kind.onBegan(nowMs - wasDueAtMs);
    const timer = await withTimer(id, deadline, nowMs, kind);
    return began === undefined ? timer : { ...timer, began };
  }
  return { isOvertaken: true };
}

/** What a caller throws that no later record calls. */
export function overtaken(noun: string, id: string): AppError {
  return new AppError(
    'STORE_UNAVAILABLE',
    `the ${noun} ${id} was written to during each of ${maxAttempts} attempts to settle it`,
  );
}

/**
 * Whether the deadline is due soon and no timer is about to settle its subject by then. A timer that
 * comes early will do: it settles the subject, and starts one for what is due then. So what changes
 * all the time has few of them.
 */
export function needsTimer({ dueAtMs, armedForMs }: Due, nowMs: number, withinMs: number): boolean {
  if (dueAtMs === undefined || dueAtMs > nowMs + withinMs) return false;
  const isPending = armedForMs !== undefined && armedForMs > nowMs;
  return !isPending || armedForMs > dueAtMs + toleranceMs;
}

async function withTimer<D extends Due>(
  id: string,
  deadline: D | undefined,
  nowMs: number,
  { startTimer, noteTimer, timerWithinMs }: DeadlineKind<D, unknown>,
): Promise<{ readonly timerAtMs?: number }> {
  if (deadline?.dueAtMs === undefined || !needsTimer(deadline, nowMs, timerWithinMs)) return {};
  const { dueAtMs } = deadline;
  await startTimer({ id, dueAtMs });
  return (await noteTimer(id, deadline)) ? { timerAtMs: dueAtMs } : {};
}

import { AppError } from '../wire/app-error.ts';
import type { PaymentStreamPhase } from '../wire/payment-stream.ts';
import type { Deadline, Deadlines } from './deadline.ts';
import { settlement } from './settlement.ts';

/** Starts what settles a payment stream at that moment. Throws when that could not be started. */
export type StartTimer = (timer: {
  readonly streamId: string;
  readonly dueAtMs: number;
}) => Promise<void>;

/** What settling works with. */
export interface SettlePorts {
  readonly deadlines: Deadlines;
  readonly startTimer: StartTimer;
  /** How long before the deposit is used up that is published. */
  readonly noticeMs: number;
  /** What is due within this time gets a timer; for what is due later the sweeper starts one. */
  readonly timerWithinMs: number;
}

/** What settling a stream did. */
export interface Settled {
  /** The phase that began, published by this call and by no other. */
  readonly began?: PaymentStreamPhase;
  /** The moment of the timer that this call started. */
  readonly timerAtMs?: number;
  /** Nothing was done: others wrote to the stream during every attempt. The last write's record follows. */
  readonly isOvertaken?: boolean;
}

/** What every function gives a timer at once; the sweeper comes once a minute. */
export const promptTimerMs = 90_000;

/** Each attempt that fails means that somebody else wrote. */
const maxAttempts = 10;

/** So much later than the moment it is due a phase may begin, rather than by one more timer. */
const toleranceMs = 1_000;

/**
 * Brings a payment stream and its deadline to what its terms say at that moment, and has a timer for
 * what is due soon. As often as it is called, by however many at once, each phase begins once.
 */
export async function settle(
  streamId: string,
  nowMs: number,
  ports: SettlePorts,
): Promise<Settled> {
  const { deadlines, noticeMs } = ports;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const read = await deadlines.read(streamId);
    const change = settlement(read.stream, read.deadline, nowMs, noticeMs);
    if (change === undefined) return await withTimer(streamId, read.deadline, nowMs, ports);
    if (!(await read.write(change))) continue;
    const timer = await withTimer(streamId, change.deadline, nowMs, ports);
    return change.item.kind === 'mark' ? { ...timer, began: change.item.phase } : timer;
  }
  return { isOvertaken: true };
}

/** What a caller throws that no later record calls. */
export function overtaken(streamId: string): AppError {
  return new AppError(
    'STORE_UNAVAILABLE',
    `the payment stream ${streamId} was written to during each of ${maxAttempts} attempts to settle it`,
  );
}

/**
 * Whether the deadline is due soon and no timer is about to settle the stream by then. A timer that
 * comes early will do: it settles the stream, and starts one for what is due then. So a stream that
 * changes all the time has few of them.
 */
export function needsTimer(
  { dueAtMs, armedForMs }: Deadline,
  nowMs: number,
  withinMs: number,
): boolean {
  if (dueAtMs === undefined || dueAtMs > nowMs + withinMs) return false;
  const isPending = armedForMs !== undefined && armedForMs > nowMs;
  return !isPending || armedForMs > dueAtMs + toleranceMs;
}

async function withTimer(
  streamId: string,
  deadline: Deadline | undefined,
  nowMs: number,
  { deadlines, startTimer, timerWithinMs }: SettlePorts,
): Promise<Settled> {
  if (deadline?.dueAtMs === undefined || !needsTimer(deadline, nowMs, timerWithinMs)) return {};
  const { dueAtMs } = deadline;
  await startTimer({ streamId, dueAtMs });
  return (await deadlines.noteTimer(streamId, deadline)) ? { timerAtMs: dueAtMs } : {};
}

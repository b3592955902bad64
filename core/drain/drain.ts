/** A time in which nobody new is let in and all that is open ends, for maintenance. */
export interface Drain {
  readonly startedAtMs: number;
  /** It is over by then, also when nobody ends it. */
  readonly untilMs: number;
  /** The admin who began it. */
  readonly by: string;
  /** For everyone who is sent away. */
  readonly reason: string;
}

/** The longest wait that a client is given: the drain may be ended sooner than was planned. */
const longestWaitMs = 30_000;

/** Spread over this much on top, because all are sent away at once and would come back at once. */
const waitSpread = { minMs: 1_000, spreadMs: 9_000 };

/** When one who is sent away may come back; `random` is 0 to 1. Milliseconds from now. */
export function drainRetryMs(untilMs: number, nowMs: number, random: () => number): number {
  const remainingMs = Math.min(Math.max(untilMs - nowMs, 0), longestWaitMs);
  return Math.round(remainingMs + waitSpread.minMs + random() * waitSpread.spreadMs);
}

/** The text of a refusal during a drain, with the admin's own message. */
export function drainMessage({ reason }: Drain): string {
  return `received a connection during maintenance (${reason}); expected it later`;
}

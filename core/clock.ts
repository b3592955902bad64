/** The time as a port: milliseconds since the Unix epoch. Tests pass their own. */
export type Clock = () => number;

/** The machine's own clock. */
export const systemClock: Clock = () => Date.now();

/** A clock that also calls back, as a port. Each call returns what cancels it. */
export interface Timers {
  readonly now: Clock;
  /** Calls once, so many milliseconds from now. */
  after(ms: number, call: () => void): () => void;
  /** Calls again and again, so many milliseconds apart. */
  every(ms: number, call: () => void): () => void;
}

/** `setTimeout` takes 31 bits: a longer wait would overflow, and end at once. */
const maxTimeoutMs = 2 ** 31 - 1;

/** The machine's own. */
export const systemTimers: Timers = {
  now: systemClock,
  after: (ms, call) => {
    const timer = setTimeout(call, Math.min(Math.max(ms, 0), maxTimeoutMs));
    return () => clearTimeout(timer);
  },
  every: (ms, call) => {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
};

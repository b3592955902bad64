import type { Timers } from './clock.ts';

const minuteMs = 60_000;

/**
 * Calls at the beginning of each minute of the clock, once in each: a process that was held up for minutes
 * leaves them out. The result ends it.
 */
export function eachMinute(
  { now, after }: Pick<Timers, 'now' | 'after'>,
  call: () => void,
): () => void {
  let minute = Math.floor(now() / minuteMs);
  const wait = (): (() => void) => after((minute + 1) * minuteMs - now(), beginMinute);
  const beginMinute = (): void => {
    const current = Math.floor(now() / minuteMs);
    // A timer may come a moment before its time by the clock.
    const hasBegun = current > minute;
    minute = Math.max(current, minute);
    cancel = wait();
    if (hasBegun) call();
  };
  let cancel = wait();
  return () => cancel();
}

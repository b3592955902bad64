import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Whether it runs no more. Of one that a signal ended the exit code stays null for ever. */
export const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Its exit code, or the signal that ended it. */
export const endingOf = ({ exitCode, signalCode }: ChildProcess): number | NodeJS.Signals | null =>
  exitCode ?? signalCode;

const killAfterMs = 30_000;

/**
 * Asks it to end with the signal, unless it has ended already, and kills it when it does not. Gives
 * how it ended: 0 is well.
 */
export async function stopProcess(
  child: ChildProcess,
  signal: NodeJS.Signals,
  withinMs = killAfterMs,
): Promise<number | NodeJS.Signals | null> {
  if (!hasEnded(child)) {
    const exited = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
    child.kill(signal);
    await exited;
    clearTimeout(timer);
  }
  return endingOf(child);
}

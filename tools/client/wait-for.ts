import type { ClientCommand } from './client-command.ts';
import type { ClientRecord, CommandResult } from './client-record.ts';
import { interrupted } from './interrupted.ts';
import type { RecordQueue } from './record-queue.ts';

/** How long something is waited for by name when no time is given. */
const defaultWaitSec = 60;

/** Longer than that no timer can wait; a wait without an end is set for as long as it can be. */
const longestTimerMs = 2 ** 31 - 1;

/** Resolves with what was waited for, when the time is over, or when it is given up. */
export function waitFor(
  records: RecordQueue<ClientRecord>,
  wanted: Extract<ClientCommand, { readonly name: 'wait' }>,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { record } = wanted;
  const { withinSec = record === undefined ? undefined : defaultWaitSec } = wanted;
  return new Promise(resolve => {
    let stopTaking: (() => void) | undefined;
    const finish = (result: CommandResult): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      stopTaking?.();
      resolve(result);
    };
    const giveUp = (): void => finish(interrupted);
    const timer = setTimeout(
      () => finish(record === undefined ? { ending: 'done' } : late(record, withinSec ?? 0)),
      withinSec === undefined ? longestTimerMs : withinSec * 1_000,
    );
    signal.addEventListener('abort', giveUp);
    if (record !== undefined) {
      stopTaking = records.take(record, data => finish({ ending: 'done', data }));
    }
    if (signal.aborted) giveUp();
  });
}

function late(record: string, seconds: number): CommandResult {
  return {
    ending: 'late',
    code: 'WAIT_TIMED_OUT',
    message: `no ${record} came within ${seconds} s`,
    next: '`status` shows whether everything is open, and what the filter lets through',
  };
}

import type { ClientCommand } from './client-command.ts';
import type { ClientRecord, CommandResult } from './client-record.ts';
import { interrupted } from './interrupted.ts';
import type { ToldNames } from './told-names.ts';

/** How long something is waited for by name when no time is given. */
const defaultWaitSec = 60;

/** Longer than that no timer can wait; a wait without an end is set for as long as it can be. */
const longestTimerMs = 2 ** 31 - 1;

/** Resolves with what was waited for, when the time is over, or when it is given up. */
export function waitFor(
  names: ToldNames<ClientRecord>,
  wanted: Extract<ClientCommand, { readonly name: 'wait' }>,
  signal: AbortSignal,
): Promise<CommandResult> {
  const { told } = wanted;
  const { withinSec = told === undefined ? undefined : defaultWaitSec } = wanted;
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
      () => finish(told === undefined ? { ending: 'done' } : late(told, withinSec ?? 0)),
      withinSec === undefined ? longestTimerMs : withinSec * 1_000,
    );
    signal.addEventListener('abort', giveUp);
    if (told !== undefined) stopTaking = names.take(told, data => finish({ ending: 'done', data }));
    if (signal.aborted) giveUp();
  });
}

function late(told: string, seconds: number): CommandResult {
  return {
    ending: 'late',
    code: 'NOT_TOLD',
    message: `no ${told} came within ${seconds} s`,
    next: '`status` tells whether everything is open, and what the filter lets through',
  };
}

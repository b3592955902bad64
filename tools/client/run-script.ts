import { parseCommand } from './client-command.ts';
import { type ClientRecord, exitCodes } from './client-record.ts';
import type { ClientSession } from './client-session.ts';
import { type CommandName, helpLines } from './command-usages.ts';
import { interrupted } from './interrupted.ts';

export interface ScriptOptions {
  readonly session: Pick<ClientSession, 'run' | 'close'>;
  readonly report: (record: ClientRecord) => void;
  /** Says what the person can do; no part of the script’s output. */
  readonly notice: (text: string) => void;
  /** Whether the lines are arguments, which everyone on the machine can read. */
  readonly isVisible: boolean;
  readonly signal: AbortSignal;
}

/** Carries commands out one after the other, until one fails; gives the exit code. */
export async function runScript(
  lines: Iterable<string> | AsyncIterable<string>,
  options: ScriptOptions,
): Promise<number> {
  const { session, signal } = options;
  // What waits for an answer is not waited for any longer.
  signal.addEventListener('abort', () => session.close());
  try {
    for await (const line of lines) {
      if (signal.aborted) break;
      const ended = await runLine(line, options);
      if (ended !== undefined) return signal.aborted ? exitCodes.interrupted : ended;
    }
    return signal.aborted ? exitCodes.interrupted : exitCodes.done;
  } finally {
    session.close();
  }
}

/** The exit code, if the script ends here. */
async function runLine(
  line: string,
  { session, report, notice, isVisible, signal }: ScriptOptions,
): Promise<number | undefined> {
  const parsed = parseCommand(line);
  if (parsed.kind === 'nothing') return undefined;
  const misused = (message: string, name?: CommandName): number => {
    const next =
      name === undefined
        ? '`help` lists the commands; each argument is one command, in quotes'
        : (helpLines(name)[0] ?? '');
    const command = name ?? 'client';
    const code = 'NOT_UNDERSTOOD';
    report({ at: Date.now(), record: 'result', command, ending: 'misused', code, message, next });
    notice(`${command}: ${message}\n  ${next}`);
    return exitCodes.misused;
  };
  if (parsed.kind === 'misused') return misused(parsed.message, parsed.name);
  const { command } = parsed;
  if (isVisible && command.name === 'auth' && command.source.kind === 'token') {
    return misused('received a token among the arguments, where others can read it', 'auth');
  }
  const ended = await session.run(command, signal);
  // What was carried out was, whoever interrupted what comes after it.
  const result = signal.aborted && ended.ending !== 'done' ? interrupted : ended;
  report({ at: Date.now(), record: 'result', command: command.name, ...result });
  if (result.ending === 'interrupted') return exitCodes.interrupted;
  if (result.ending !== 'done') {
    notice(`${command.name}: ${result.message} (${result.code})\n  ${result.next}`);
    return exitCodes[result.ending];
  }
  return command.name === 'quit' ? exitCodes.done : undefined;
}

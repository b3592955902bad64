import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { createInterface, type Interface } from 'node:readline/promises';
import { parseCommand } from './client-command.ts';
import type { ClientRecord } from './client-record.ts';
import type { ClientSession } from './client-session.ts';
import { helpLines } from './command-usages.ts';
import { completeLine } from './complete-line.ts';
import { QuietOutput } from './quiet-output.ts';
import { promptText, type Surface } from './render-record.ts';

export interface TerminalOptions {
  readonly session: ClientSession;
  readonly paint: Surface['paint'];
  readonly report: (record: ClientRecord) => void;
  readonly signal: AbortSignal;
}

const maxHistory = 200;

/** Asks for commands until `quit`, Ctrl-C or Ctrl-D. Lines that come meanwhile stand above the prompt. */
export class Terminal {
  readonly #output = new QuietOutput(process.stdout);
  #reader: Interface | undefined;

  /** Shows lines above what is being typed. */
  show(lines: readonly string[]): void {
    const reader = this.#reader;
    const text = lines.map(line => `${line}\n`).join('');
    if (reader === undefined || lines.length === 0) {
      process.stdout.write(text);
      return;
    }
    moveCursor(process.stdout, 0, -reader.getCursorPos().rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
    process.stdout.write(text);
    reader.prompt(true);
  }

  async run({ session, paint, report, signal }: TerminalOptions): Promise<void> {
    await session.introduce();
    const reader = createInterface({
      input: process.stdin,
      output: this.#output,
      historySize: maxHistory,
      removeHistoryDuplicates: true,
      completer: (line: string) =>
        completeLine(line, {
          pending: session.pending(),
          currencies: session.currencies,
          workflowIds: session.workflowIds,
          operationIds: session.operationIds,
          webhookIds: session.webhookIds,
          deliveryIds: session.deliveryIds,
        }),
    });
    this.#reader = reader;
    const ended = Promise.withResolvers<void>();
    const stop = new AbortController();
    const end = (): void => {
      stop.abort();
      ended.resolve();
    };
    const prompt = (): void => {
      const { who } = session;
      const pending = session.pending();
      reader.setPrompt(promptText({ ...(who === undefined ? {} : { who }), pending }, paint));
      if (!this.#output.isQuiet) reader.prompt(true);
    };
    const seconds = countDown(session, prompt);
    reader.on('SIGINT', end);
    reader.on('close', end);
    signal.addEventListener('abort', end);
    const waiting: string[] = [];
    let isBusy = false;
    const work = async (): Promise<void> => {
      if (isBusy) return;
      isBusy = true;
      for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
        const isLast = await this.#runLine(line, reader, {
          session,
          paint,
          report,
          signal: stop.signal,
        });
        if (isLast || stop.signal.aborted) return end();
      }
      isBusy = false;
      prompt();
    };
    reader.on('line', line => {
      waiting.push(line);
      void work();
      if (!stop.signal.aborted) prompt();
    });
    prompt();
    await ended.promise;
    clearInterval(seconds);
    this.#reader = undefined;
    process.stdout.write('\n');
    session.close();
    reader.close();
    process.stdout.write('closed everything\n');
  }

  /** Whether it was the last. */
  async #runLine(
    line: string,
    reader: Interface,
    { session, report, signal }: TerminalOptions,
  ): Promise<boolean> {
    const parsed = parseCommand(line);
    if (parsed.kind === 'nothing') return false;
    if (parsed.kind === 'misused') {
      this.show([parsed.message, ...(parsed.name === undefined ? [] : helpLines(parsed.name))]);
      return false;
    }
    let { command } = parsed;
    if (command.name === 'quit') return true;
    if (command.name === 'wait') {
      this.show(['wait is for scripts: here everything is shown as it comes']);
      return false;
    }
    if (command.name === 'auth') {
      forgetToken(reader, line);
      if (command.source.kind === 'same' && !session.canRenew) {
        const token = await this.#askToken(reader, signal);
        if (token === '') return false;
        command = { name: 'auth', source: { kind: 'token', token } };
      }
    }
    const result = await session.run(command, signal);
    if (signal.aborted) return true;
    report({ at: Date.now(), record: 'result', command: command.name, ...result });
    return false;
  }

  async #askToken(reader: Interface, signal: AbortSignal): Promise<string> {
    const answer = reader.question('token (it is not shown): ', { signal });
    this.#output.isQuiet = true;
    try {
      const token = (await answer).trim();
      forgetToken(reader, token);
      return token;
    } catch {
      return '';
    } finally {
      this.#output.isQuiet = false;
      process.stdout.write('\n');
    }
  }
}

/** Shows what is left of pending proposals, second by second. */
function countDown(session: ClientSession, prompt: () => void): NodeJS.Timeout {
  let wasCounting = false;
  return setInterval(() => {
    const isCounting = session.pending().length > 0;
    if (isCounting || wasCounting) prompt();
    wasCounting = isCounting;
  }, 1_000);
}

/** A token is not to come back with the arrow keys. */
function forgetToken(reader: Interface, line: string): void {
  const { history } = reader as Interface & { readonly history?: string[] };
  if (history?.[0] === line.trim() || history?.[0] === line) history.shift();
}

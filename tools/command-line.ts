import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** A flag that the person at the keyboard got wrong: one line and the usage, exit code 2. */
export class UsageError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'UsageError';
  }
}

/** A command of this folder: its usage text, and what it does with its arguments. */
export interface Command {
  readonly usage: string;
  run(args: readonly string[]): Promise<void>;
  /** What ends it when nobody reads its output any more. @default - the process just ends */
  onReaderGone?(): void;
}

/** Parses flags strictly; anything unknown, doubled up or without its value is a {@link UsageError}. */
export function parseFlags<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({
      args: joinNegativeNumbers(args),
      options,
      strict: true,
      allowPositionals: false,
    }).values;
  } catch (error) {
    const [firstSentence = 'bad flags'] = messageOf(error).split('. To specify');
    throw new UsageError(firstSentence, { cause: error });
  }
}

/**
 * `--ttl -60` reads as two flags to parseArgs, which wants `--ttl=-60`; people write the former and
 * mean a number, so the two are joined first.
 */
function joinNegativeNumbers(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const flag = joined.at(-1);
    if (/^-\d/.test(arg) && flag?.startsWith('--') && !flag.includes('=')) {
      joined[joined.length - 1] = `${flag}=${arg}`;
    } else joined.push(arg);
  }
  return joined;
}

/** The whole number a flag was given, between `min` and `max`, or a {@link UsageError}. */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(
    `${flag}: received "${text}", expected a whole number from ${min} to ${max}`,
  );
}

/** What an error says, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs a command on this process's arguments; a failure becomes one clear line and an exit code. */
export async function runCommand(command: Command): Promise<void> {
  endWithReader(command);
  try {
    await command.run(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${command.usage}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** `| head -1` leaves once it has its line: then there is nobody to go on for, and nothing is wrong. */
function endWithReader(command: Command): void {
  let isEnding = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    if (isEnding) return;
    isEnding = true;
    if (command.onReaderGone === undefined) process.exit(0);
    command.onReaderGone();
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
}

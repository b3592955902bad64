import { parseFlags, UsageError, wholeNumber } from '../command-line.ts';
import { localOutputsFile, type Outputs, readOutputs } from '../outputs.ts';
import { readHolder } from './client-command.ts';
import { exitCodes } from './client-record.ts';
import { outputsOfUrls } from './endpoints.ts';
import type { IdentitySource } from './identity.ts';

/** Where a token is looked for when no flag names a user. */
const tokenVariable = 'GALLOBETS_TOKEN';

export const clientUsage = `usage: npm run -s client -- [FLAGS] ['COMMAND' …]

  A terminal for channels and proposals. With commands, each in quotes, it carries them out one after
  the other and ends; with input that is no terminal it takes one a line; else it asks for them.

  --as USER:ROLE       signs a token on the local host: ana:admin, beto:bettor
  --token-file FILE    reads the token from a file; else it is looked for in ${tokenVariable}
  --outputs FILE       the stack's outputs, ${localOutputsFile} by default
  --url NAME=URL       an address in place of an output: socket, management, live, or
                       a channel's name
  --timeout SECONDS    how long a connection or an answer may take, 15 by default
  --json               one JSON object a line on stdout, and nothing else; notices go to stderr
                       (NO_COLOR leaves colours out of what is for people)

  Exit codes: ${exitCodes.done} done, ${exitCodes.refused} refused or failed, ${exitCodes.misused} not understood, ${exitCodes.unreachable} could not connect,
  ${exitCodes.late} not in time, 130 interrupted. The first command that fails ends a script.

  npm run -s client -- --as ana:admin 'channel fights' 'wait BETTING_WINDOW_OPENED 60'
  npm run -s client -- --as ana:bettor connect 'propose pago beto f1 5000' 'wait proposal_result 200'`;

/** What the client was asked for. */
export interface ClientFlags {
  readonly help: boolean;
  readonly json: boolean;
  readonly timeoutMs: number;
  readonly source: IdentitySource | undefined;
  /** From arguments; empty: they are read from the input. */
  readonly commands: readonly string[];
  readonly outputsFile: string;
  /** Addresses that were given one by one. */
  readonly urls: Outputs;
  /** Whether the outputs file is needed for the addresses. */
  readonly needsOutputs: boolean;
}

/** @throws UsageError */
export function parseClientFlags(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ClientFlags {
  const { flagWords, commands } = partArguments(args);
  const flags = parseFlags(flagWords, {
    as: { type: 'string' },
    'token-file': { type: 'string' },
    outputs: { type: 'string' },
    url: { type: 'string', multiple: true, default: [] },
    timeout: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  return {
    help: flags.help,
    json: flags.json,
    timeoutMs: wholeNumber('--timeout', flags.timeout, 1, 3_600) * 1_000,
    source: sourceOf(flags.as, flags['token-file'], environment[tokenVariable]),
    commands,
    outputsFile: flags.outputs ?? localOutputsFile,
    urls: outputsOfUrls(flags.url),
    needsOutputs: flags.outputs !== undefined || flags.url.length === 0,
  };
}

const valueFlags = ['--as', '--token-file', '--outputs', '--url', '--timeout'];

/** Flags stand before the commands, or among them; what is neither flag nor its value is a command. */
function partArguments(args: readonly string[]) {
  const flagWords: string[] = [];
  const commands: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-')) commands.push(word);
    else {
      flagWords.push(word);
      const value = args[at + 1];
      if (valueFlags.includes(word) && value !== undefined) {
        flagWords.push(value);
        at += 1;
      }
    }
  }
  return { flagWords, commands };
}

function sourceOf(
  as: string | undefined,
  file: string | undefined,
  token: string | undefined,
): IdentitySource | undefined {
  if (as !== undefined && file !== undefined) {
    throw new UsageError('received --as and --token-file, expected one of them');
  }
  if (file !== undefined) return { kind: 'file', file };
  if (as === undefined) return token ? { kind: 'token', token } : undefined;
  const holder = readHolder(as);
  if (typeof holder === 'string') throw new UsageError(holder);
  return { kind: 'as', holder };
}

/** The outputs with the addresses that were given; without the file, when those are enough. */
export async function outputsOf({ needsOutputs, outputsFile, urls }: ClientFlags) {
  return { ...(needsOutputs ? await readOutputs(outputsFile) : {}), ...urls };
}

import { parseFlags, wholeNumber } from '../../tools/command-line.ts';

/** What `bench append` was asked for. */
export interface AppendFlags {
  readonly help: boolean;
  readonly writers: readonly number[];
  readonly batches: readonly number[];
  readonly rounds: number;
  /** How long each round is measured. */
  readonly roundMs: number;
  /** Added to each call of the engine. */
  readonly delayMs: number;
  /** Whether writes beyond what a partition gives are refused. */
  readonly limited: boolean;
  readonly jsonFile?: string;
}

export const appendUsage = `usage: npm run bench -- append [--writers LIST] [--batches LIST] [--rounds N] [--round-ms N] [--delay-ms N] [--limit] [--json FILE]

  How fast writers append to one log beside a loop of bare puts, and what they ask of its partition.

  --writers LIST   writers of the one log; 1,8,40 by default, all of them are 1,4,8,16,40
  --batches LIST   events in a batch; 1,100 by default, all of them are 1,10,100
  --rounds N       rounds of each, 5 by default
  --round-ms N     how long a round is measured, 1000 by default, once it ran half as long
  --delay-ms N     added to each call, as a network and DynamoDB take it; 0 by default
  --limit          refuses writes beyond 1,000 units a second, as a partition does
  --json FILE      writes all figures to this file, too
  --help           this text`;

/** Parses the flags; @throws UsageError. */
export function parseAppendFlags(args: readonly string[]): AppendFlags {
  const flags = parseFlags(args, {
    writers: { type: 'string', default: '1,8,40' },
    batches: { type: 'string', default: '1,100' },
    rounds: { type: 'string', default: '5' },
    'round-ms': { type: 'string', default: '1000' },
    'delay-ms': { type: 'string', default: '0' },
    limit: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const list = (flag: string, text: string, max: number): readonly number[] =>
    text.split(',').map(each => wholeNumber(flag, each, 1, max));
  return {
    help: flags.help,
    writers: list('--writers', flags.writers, 200),
    batches: list('--batches', flags.batches, 500),
    rounds: wholeNumber('--rounds', flags.rounds, 1, 100),
    roundMs: wholeNumber('--round-ms', flags['round-ms'], 100, 60_000),
    delayMs: wholeNumber('--delay-ms', flags['delay-ms'], 0, 1_000),
    limited: flags.limit,
    ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
  };
}

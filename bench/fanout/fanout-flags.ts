import { parseFlags, wholeNumber } from '../../tools/command-line.ts';

/** What `bench fanout` was asked for. */
export interface FanoutFlags {
  readonly help: boolean;
  readonly batches: readonly number[];
  readonly rounds: number;
  /** Records in each round. */
  readonly records: number;
  readonly jsonFile?: string;
  /** Of the fan-out's process. */
  readonly nodeFlags: readonly string[];
}

export const fanoutUsage = `usage: npm run bench -- fanout [--batches LIST] [--rounds N] [--records N] [--json FILE] [--node-flag FLAG …]

  What change-fan-out costs of the processor and the heap for each changed item, beside a loop that
  unmarshals the same records and writes their items in batches of 25.

  --batches LIST     records in a batch; 1,10,100 by default
  --rounds N         rounds of each, 5 by default
  --records N        records in a round, 1000 by default
  --json FILE        writes all figures to this file, too
  --node-flag FLAG   of the fan-out's process, e.g. --node-flag=--cpu-prof; may be repeated
  --help             this text`;

/** Parses the flags; @throws UsageError. */
export function parseFanoutFlags(args: readonly string[]): FanoutFlags {
  const flags = parseFlags(args, {
    batches: { type: 'string', default: '1,10,100' },
    rounds: { type: 'string', default: '5' },
    records: { type: 'string', default: '1000' },
    json: { type: 'string' },
    'node-flag': { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  });
  return {
    help: flags.help,
    batches: flags.batches.split(',').map(each => wholeNumber('--batches', each, 1, 1_000)),
    rounds: wholeNumber('--rounds', flags.rounds, 1, 100),
    records: wholeNumber('--records', flags.records, 1, 100_000),
    ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
    nodeFlags: flags['node-flag'],
  };
}

import { parseFlags, wholeNumber } from '../../tools/command-line.ts';

/** What `bench proposals` was asked for. */
export interface ProposalsFlags {
  readonly help: boolean;
  readonly rounds: number;
  readonly pairs: number;
  readonly proposals: number;
  readonly pending: number;
  readonly due: number;
  readonly markdown: boolean;
  readonly jsonFile?: string;
}

export const proposalsUsage = `usage: npm run bench -- proposals [--rounds N] [--pairs N] [--proposals N] [--pending N] [--due N] [--markdown] [--json FILE]

  --rounds N      rounds of ours and of the relay in turns, 5 by default
  --pairs N       pairs of bettors that propose to each other at once, 4 by default
  --proposals N   proposals that each pair makes and accepts in a round, 10 by default
  --pending N     proposals that are pending at once, 500 by default; all figures: 10000; 0: none
  --due N         those of them whose deadlines pass, within ten seconds, 500 by default or all that are pending
  --markdown      prints the tables only, as they stand in docs/performance.md
  --json FILE     writes all figures to this file, too
  --help          this text`;

/** Parses the flags; @throws UsageError. */
export function parseProposalsFlags(args: readonly string[]): ProposalsFlags {
  const flags = parseFlags(args, {
    rounds: { type: 'string', default: '5' },
    pairs: { type: 'string', default: '4' },
    proposals: { type: 'string', default: '10' },
    pending: { type: 'string', default: '500' },
    due: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const pending = wholeNumber('--pending', flags.pending, 0, 10_000);
  return {
    help: flags.help,
    rounds: wholeNumber('--rounds', flags.rounds, 5, 100),
    pairs: wholeNumber('--pairs', flags.pairs, 1, 100),
    // A user may make 60 in a minute, and each round has users of its own.
    proposals: wholeNumber('--proposals', flags.proposals, 1, 60),
    pending,
    due:
      flags.due === undefined
        ? Math.min(500, pending)
        : wholeNumber('--due', flags.due, 0, pending),
    markdown: flags.markdown,
    ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
  };
}

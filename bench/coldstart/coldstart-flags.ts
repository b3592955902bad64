import { type LambdaName, lambdaNames } from '../../lib/lambda-name.ts';
import { parseFlags, UsageError, wholeNumber } from '../../tools/command-line.ts';

/** What `bench coldstart` was asked for. */
export interface ColdstartFlags {
  readonly help: boolean;
  readonly rounds: number;
  readonly functions: readonly LambdaName[];
  readonly markdown: boolean;
  readonly jsonFile?: string;
}

export const coldstartUsage = `usage: npm run bench -- coldstart [--rounds N] [--functions LIST] [--markdown] [--json FILE]

  --rounds N         how often each function is started, 7 by default
  --functions LIST   names of folders in lambdas, e.g. channel-stream,proposal-socket; all by default
  --markdown         prints the tables only, as they stand in docs/performance.md
  --json FILE        writes all figures to this file, too
  --help             this text`;

/** Parses the flags; @throws UsageError. */
export function parseColdstartFlags(args: readonly string[]): ColdstartFlags {
  const flags = parseFlags(args, {
    rounds: { type: 'string', default: '7' },
    functions: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  return {
    help: flags.help,
    rounds: wholeNumber('--rounds', flags.rounds, 5, 1_000),
    functions: flags.functions?.split(',').map(lambdaName) ?? lambdaNames,
    markdown: flags.markdown,
    ...(flags.json === undefined ? {} : { jsonFile: flags.json }),
  };
}

function lambdaName(text: string): LambdaName {
  const name = lambdaNames.find(each => each === text);
  if (name !== undefined) return name;
  throw new UsageError(
    `--functions: received "${text}", expected names out of ${lambdaNames.join(', ')}`,
  );
}

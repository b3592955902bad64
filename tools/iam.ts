import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../core/wire/app-error.ts';
import { joinUsage, mergeUsage } from '../local/iam/usage.ts';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { reviewGrants } from './iam/grant-review.ts';
import { reviewText } from './iam/review-text.ts';
import { unexercisedGrants } from './iam/unexercised-grants.ts';

/** What a file is named by whose host served streams by a Web Function. */
const webFunctionSuffix = '-web-function.json';

/** Where the scenarios have their hosts leave what they counted; of each kind of host the last comes last. */
const scenarioUsage = [
  ...['drain', 'operations', 'payment-stream-deadlines', 'payment-streams-access', 'resume'],
  ...[
    'rotation',
    'streams',
    'watched',
    'webhook-faults',
    'workflow-bulk',
    'workflow-races',
    'workflows-access',
  ],
  ...['scenarios', 'pages'],
  ...['drain', 'resume', 'streams', 'scenarios'].map(name => `${name}-web-function`),
].map(name => `build/iam-usage-${name}.json`);

const permission = { action: z.string(), resource: z.string() };
const usageSchema = z.array(
  z.object({
    role: z.string(),
    actors: z.array(z.string()),
    grants: z.array(z.object({ ...permission, uses: z.number() })),
    refusals: z.array(z.object(permission)),
  }),
);

/** Prints what each role was granted against what it used, and fails on what it did not need. */
const iamCommand: Command = {
  usage: `usage: npm run -s iam [-- --usage FILE …]

  --usage FILE   what a host wrote with --iam-usage, several are added up; by default
                 ${scenarioUsage.join(', ')}`,

  async run(args) {
    const flags = parseFlags(args, {
      usage: { type: 'string', multiple: true, default: scenarioUsage },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    if (process.env.OUTPUTS) {
      process.stdout.write(
        `the scenarios were played on ${process.env.OUTPUTS}: nothing to count\n`,
      );
      return;
    }
    const { web = [], others = [] } = Object.groupBy(flags.usage, file =>
      file.endsWith(webFunctionSuffix) ? 'web' : 'others',
    );
    const stacks = await Promise.all(
      [others, web].map(async files => mergeUsage(await Promise.all(files.map(readUsage)))),
    );
    const review = reviewGrants(joinUsage(stacks), unexercisedGrants);
    process.stdout.write(reviewText(review));
    if (review.problems.length > 0) process.exitCode = 1;
  },
};

async function readUsage(file: string): Promise<z.output<typeof usageSchema>> {
  try {
    return usageSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const only = file.endsWith(webFunctionSuffix) ? '; npm run test:web-function is enough' : '';
    throw new AppError(
      'CONFIG_INVALID',
      `cannot read ${file}: play the scenarios first (npm test${only}), or start a host with --iam-usage FILE and stop it`,
      { cause },
    );
  }
}

await runCommand(iamCommand);

import {
  GetAccountSettingsCommand,
  LambdaClient,
  type LambdaClientConfig,
} from '@aws-sdk/client-lambda';
import { AppError } from '../core/wire/app-error.ts';
import { type SseHost, sseHosts } from '../lib/account-concurrency.ts';
import { accountConfig, awsConfig } from './aws-client-config.ts';
import { type Command, parseFlags, runCommand, UsageError, wholeNumber } from './command-line.ts';
import { readOutputs } from './outputs.ts';
import { type AccountConcurrency, preflightText } from './preflight/preflight-text.ts';

/** More than Lambda gives to anyone. */
const mostConcurrency = 1_000_000;

/** Asks Lambda what the account may run at once, and says what to deploy with. */
const preflightCommand: Command = {
  usage: `usage: npm run -s preflight [-- --concurrency N] [--outputs FILE] [--sse-host KIND]

  --concurrency N  of an account of so many; nothing is asked
  --sse-host KIND  what is to hold the streams, ${sseHosts.join(' or ')}; function-url by default
  --outputs FILE   ask where this stack is, such as a local host; the account of your credentials
                   and region by default`,

  async run(args) {
    const flags = parseFlags(args, {
      concurrency: { type: 'string' },
      outputs: { type: 'string' },
      'sse-host': { type: 'string', default: 'function-url' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const sseHost = hostOf(flags['sse-host']);
    const account =
      flags.concurrency === undefined
        ? await askedBy(
            flags.outputs === undefined
              ? await accountConfig(process.env)
              : awsConfig(await readOutputs(flags.outputs)),
          )
        : unused(wholeNumber('--concurrency', flags.concurrency, 1, mostConcurrency));
    process.stdout.write(preflightText(account, sseHost));
  },
};

function hostOf(text: string): SseHost {
  const found = sseHosts.find(host => host === text);
  if (found !== undefined) return found;
  throw new UsageError(`--sse-host: received "${text}", expected ${sseHosts.join(' or ')}`);
}

const unused = (concurrentExecutions: number): AccountConcurrency => ({
  concurrentExecutions,
  unreservedExecutions: concurrentExecutions,
});

async function askedBy(config: LambdaClientConfig): Promise<AccountConcurrency> {
  const client = new LambdaClient(config);
  const { AccountLimit = {} } = await client
    .send(new GetAccountSettingsCommand())
    .catch((cause: unknown) => {
      throw new AppError(
        'STORE_UNAVAILABLE',
        `Lambda did not say what the account may run at once (${cause instanceof Error ? cause.message : cause}); expected credentials that allow lambda:GetAccountSettings, and a region`,
        { cause },
      );
    });
  const { ConcurrentExecutions, UnreservedConcurrentExecutions } = AccountLimit;
  if (ConcurrentExecutions === undefined) {
    const expected = 'expected ConcurrentExecutions among the account’s limits';
    throw new AppError(
      'STORE_UNAVAILABLE',
      `received ${JSON.stringify(AccountLimit)}, ${expected}`,
    );
  }
  return {
    concurrentExecutions: ConcurrentExecutions,
    unreservedExecutions: UnreservedConcurrentExecutions ?? ConcurrentExecutions,
  };
}

await runCommand(preflightCommand);

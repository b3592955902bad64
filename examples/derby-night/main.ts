import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbConfig } from '../../tools/aws-client-config.ts';
import {
  type Command,
  parseFlags,
  runCommand,
  UsageError,
  wholeNumber,
} from '../../tools/command-line.ts';
import {
  firstCurrency,
  localOutputsFile,
  type Outputs,
  readOutputs,
  requireOutput,
} from '../../tools/outputs.ts';
import { createTokenSigner, signedIfRoleIs } from '../../tools/token-signer.ts';
import { type DerbyNightOptions, playDerbyNight } from './play-derby-night.ts';
import { keyOf, type NightTable, type Step } from './step.ts';

const maxSpeed = 50;

/** Plays derby nights into a running stack, local or deployed. */
const demoCommand: Command = {
  usage: `usage: npm run demo -- [--outputs FILE] [--speed N] [--duration-seconds N] [--seed N] [--quiet]

  --outputs FILE         the stack's outputs, ${localOutputsFile} by default
  --speed N              how many times faster than life, 1 by default (0.1 to ${maxSpeed})
  --duration-seconds N   when to stop; without it one night follows the other
  --seed N               which night; another number, other names and amounts
  --quiet                print only what goes wrong`,

  async run(args) {
    const flags = parseFlags(args, {
      outputs: { type: 'string', default: localOutputsFile },
      speed: { type: 'string', default: '1' },
      'duration-seconds': { type: 'string' },
      seed: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const speed = speedOf(flags.speed);
    const seed = seedOf(flags.seed);
    const signal = untilStopped(flags['duration-seconds']);
    const outputs = await readOutputs(flags.outputs);
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ ...dynamoDbConfig(outputs), maxAttempts: 5 }),
    );
    await playDerbyNight({
      client,
      tableNames: tableNamesOf(outputs),
      ...(await socketOf(outputs)),
      seed,
      speed,
      currency: firstCurrency(outputs),
      signal,
      onStep: flags.quiet ? () => undefined : step => process.stdout.write(`${lineOf(step)}\n`),
      onTrouble: message => process.stderr.write(`demo: ${message}\n`),
    });
    client.destroy();
  },
};

function speedOf(text: string): number {
  const speed = Number(text);
  if (text.trim() !== '' && speed >= 0.1 && speed <= maxSpeed) return speed;
  throw new UsageError(
    `--speed: received "${text}", expected a number from 0.1 to ${maxSpeed}, such as 2`,
  );
}

/** Without a seed every evening is another one. */
function seedOf(text: string | undefined): number {
  return text === undefined ? Date.now() % 1_000_000 : wholeNumber('--seed', text, 0, 2 ** 31);
}

/** Aborts on Ctrl-C, on SIGTERM, at the end of the duration, or when the parent process is gone. */
function untilStopped(durationSeconds: string | undefined): AbortSignal {
  const stop = new AbortController();
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
    process.once(event, () => stop.abort());
  }
  // Listening for `disconnect` must not keep the process alive once the play is over.
  process.channel?.unref();
  if (durationSeconds === undefined) return stop.signal;
  const seconds = wholeNumber('--duration-seconds', durationSeconds, 1, 7 * 86_400);
  return AbortSignal.any([stop.signal, AbortSignal.timeout(seconds * 1_000)]);
}

function tableNamesOf(outputs: Outputs): Readonly<Record<NightTable, string>> {
  const nameOf = (table: NightTable): string => requireOutput(outputs, `${table}TableName`);
  return {
    Fights: nameOf('Fights'),
    Bets: nameOf('Bets'),
    Users: nameOf('Users'),
    Transactions: nameOf('Transactions'),
    VideoStreams: nameOf('VideoStreams'),
    PaymentStreams: nameOf('PaymentStreams'),
    SystemReports: nameOf('SystemReports'),
    Outbox: nameOf('Outbox'),
  };
}

/** A connection lasts two hours at most (API Gateway), its token a little longer. */
const tokenTtlSeconds = 3 * 3_600;

async function socketOf(outputs: Outputs): Promise<Pick<DerbyNightOptions, 'socket'>> {
  const url = requireOutput(outputs, 'ProposalsWebSocketUrl');
  if (outputs.JwtSecretArn === undefined) {
    process.stderr.write(
      'demo: no proposals, for this stack takes the tokens of an OIDC provider\n',
    );
    return {};
  }
  const sign = await createTokenSigner(outputs);
  const bettor = { role: 'bettor', ttlSeconds: tokenTtlSeconds };
  if ((await signedIfRoleIs(sign, { sub: 'anyone', ...bettor })) === undefined) {
    process.stderr.write('demo: no proposals, for the roleMap of this stack has no bettors\n');
    return {};
  }
  const tokenFor = (sub: string) => sign({ sub, ...bettor });
  return { socket: { url, tokenFor } };
}

/** The line of a step, for the terminal. */
function lineOf(step: Step): string {
  const time = new Date(step.dueAtMs).toISOString().slice(11, 19);
  if (step.kind === 'propose') return `${time}  ${step.from}  ${step.action}`;
  const { item, table } = step;
  const state = item.status ?? item.type ?? item.kind ?? '';
  return `${time}  ${table}  ${String(item[keyOf[table]])}  ${String(state)}`;
}

await runCommand(demoCommand);

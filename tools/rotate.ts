import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { sseSecretOverlapMs } from '../core/auth/sse-token.ts';
import { AppError } from '../core/wire/app-error.ts';
import { awsConfig } from './aws-client-config.ts';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { localOutputsFile, type Outputs, readOutputs, requireOutput } from './outputs.ts';
import { rotateSecret } from './rotate/rotate-secret.ts';

/** Replaces the secret that signs tokens, or, with an OIDC provider, the one that signs SSE tokens. */
const rotateCommand: Command = {
  usage: `usage: npm run rotate -- [--now] [--outputs FILE]

  --now            refuses at once what the secret before has signed, so that everybody has to
                   sign in again; without, its tokens hold for longestTokenSeconds more
  --outputs FILE   the stack's outputs, ${localOutputsFile} by default`,

  async run(args) {
    const flags = parseFlags(args, {
      now: { type: 'boolean', default: false },
      outputs: { type: 'string', default: localOutputsFile },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const outputs = await readOutputs(flags.outputs);
    const { name, secretArn, overlapMs, signs } = secretOf(outputs);
    const client = new SecretsManagerClient(awsConfig(outputs));
    try {
      const rotation = { secretArn, overlapMs, drops: flags.now, now: Date.now() };
      const untilMs = await rotateSecret(client, rotation);
      process.stdout.write(`${name} ${secretArn}: rotated. ${consequence(signs, untilMs)}\n`);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError('STORE_UNAVAILABLE', `cannot rotate ${secretArn}: ${String(cause)}`, {
        cause,
      });
    } finally {
      client.destroy();
    }
  },
};

/** Without a provider one secret signs all tokens, SSE tokens too. */
function secretOf(outputs: Outputs) {
  const { JwtSecretArn, SseTokenSecretArn } = outputs;
  if (JwtSecretArn !== undefined) {
    const overlapMs = Number(requireOutput(outputs, 'LongestTokenSeconds')) * 1_000;
    return { name: 'JwtSecretArn', secretArn: JwtSecretArn, overlapMs, signs: allTokens };
  }
  if (SseTokenSecretArn !== undefined) {
    return {
      name: 'SseTokenSecretArn',
      secretArn: SseTokenSecretArn,
      overlapMs: sseSecretOverlapMs,
      signs: sseTokens,
    };
  }
  throw new AppError(
    'CONFIG_INVALID',
    'the outputs have neither JwtSecretArn nor SseTokenSecretArn; expected one of them',
  );
}

/** What a secret signs, and what follows for whoever holds such a token, or signs one. */
interface Signed {
  readonly tokens: string;
  readonly whenDropped: string;
  readonly whenKept: string;
}

const allTokens: Signed = {
  tokens: 'Tokens',
  whenDropped:
    'Everybody has to sign in again, with a token of the new secret, which backends that sign tokens must read now.',
  whenKept: 'Backends that sign tokens must read the secret again by then.',
};

const sseTokens: Signed = {
  tokens: 'SSE tokens',
  whenDropped:
    'Clients ask for another with the token of the provider; nobody has to sign in again.',
  whenKept: 'Nobody has to do anything.',
};

function consequence({ tokens, whenDropped, whenKept }: Signed, untilMs?: number): string {
  const signed = `${tokens} that were signed before`;
  return untilMs === undefined
    ? `${signed} are refused within a minute. ${whenDropped} Open streams and sockets go on until their own end.`
    : `${signed} hold until they expire, at the latest until ${new Date(untilMs).toISOString()}. ${whenKept}`;
}

await runCommand(rotateCommand);

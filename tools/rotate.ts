import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { sseSecretOverlapMs } from '../core/auth/sse-token.ts';
import { AppError } from '../core/error/app-error.ts';
import { awsConfig } from './aws-client-config.ts';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { localOutputsFile, type Outputs, readOutputs, requireOutput } from './outputs.ts';
import { rotateSecret } from './rotate/rotate-secret.ts';

/** Replaces the secret that signs tokens, or, with an OIDC provider, the one that signs SSE tokens. */
const rotateCommand: Command = {
  usage: `usage: npm run rotate -- [--now] [--outputs FILE]

  --now            refuses at once what the secret before has signed; without, its tokens hold
                   for longestTokenSeconds more
  --outputs FILE   the stack's outputs, ${localOutputsFile} unless told`,

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
    const { name, secretArn, overlapMs } = secretOf(outputs);
    const client = new SecretsManagerClient(awsConfig(outputs));
    try {
      const rotation = { secretArn, overlapMs, drops: flags.now, now: Date.now() };
      const untilMs = await rotateSecret(client, rotation);
      process.stdout.write(`${name}: rotated. ${consequence(untilMs)}\n`);
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
    return { name: 'JwtSecretArn', secretArn: JwtSecretArn, overlapMs };
  }
  if (SseTokenSecretArn !== undefined) {
    return {
      name: 'SseTokenSecretArn',
      secretArn: SseTokenSecretArn,
      overlapMs: sseSecretOverlapMs,
    };
  }
  throw new AppError(
    'CONFIG_INVALID',
    'the outputs have neither JwtSecretArn nor SseTokenSecretArn; expected one of them',
  );
}

function consequence(untilMs: number | undefined): string {
  return untilMs === undefined
    ? 'Tokens that were signed before are refused within a minute; open streams and sockets go on until their own end.'
    : `Tokens that were signed before hold until they expire, at the latest until ${new Date(untilMs).toISOString()}. Backends that sign tokens must read the secret again by then.`;
}

await runCommand(rotateCommand);

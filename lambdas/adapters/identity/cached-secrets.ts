import type { Logger } from '@aws-lambda-powertools/logger';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { KeySource } from '../../../core/auth/key-source.ts';
import type { Secrets } from '../../../core/auth/secrets.ts';
import { type CachedValueOptions, cachedValue } from '../../../core/cached-value.ts';
import type { Clock } from '../../../core/clock.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

/** A replaced secret is noticed this late where no token of the new one has come. */
const freshMs = 60_000;

/** RFC 7518, 3.2: a key of HS256 has at least the size of its hash. */
const minSecretBytes = 32;

/** One version of a secret. */
export interface SecretVersion {
  readonly text: string | undefined;
  /** When this version was made: when it replaced the one before. */
  readonly createdAtMs: number;
}

/** Reads the version that has the label; `undefined` when none has. */
export type SecretReader = (
  secretArn: string,
  stage: 'AWSCURRENT' | 'AWSPREVIOUS',
) => Promise<SecretVersion | undefined>;

/** Which secret, and how long the one before it counts after it was replaced. */
export interface SecretRule {
  readonly secretArn: string;
  readonly overlapMs: number;
}

/** A secret of Secrets Manager, and the one before while what it signed may still hold. */
export function cachedSecrets(
  rule: SecretRule,
  readSecret: SecretReader,
  options: Pick<CachedValueOptions<Secrets>, 'now' | 'onStale'>,
): KeySource<Secrets> {
  return cachedValue({
    ...options,
    freshMs,
    read: () => readSecrets(rule, readSecret, options.now()),
  });
}

async function readSecrets(
  { secretArn, overlapMs }: SecretRule,
  readSecret: SecretReader,
  nowMs: number,
): Promise<Secrets> {
  const read = async (stage: 'AWSCURRENT' | 'AWSPREVIOUS') =>
    await readSecret(secretArn, stage).catch((cause: unknown) => {
      throw new AppError('STORE_UNAVAILABLE', `the secret ${secretArn} could not be read`, {
        cause,
      });
    });
  const newest = await read('AWSCURRENT');
  const current = bytesOf(newest);
  if (current.length < minSecretBytes) {
    throw new AppError(
      'CONFIG_INVALID',
      `the secret ${secretArn} has ${current.length} bytes; HS256 expects at least ${minSecretBytes}`,
    );
  }
  const untilMs = (newest?.createdAtMs ?? 0) + overlapMs;
  const previous = nowMs < untilMs ? bytesOf(await read('AWSPREVIOUS')) : bytesOf(undefined);
  // One that is too short has never verified anything.
  return previous.length < minSecretBytes
    ? { current }
    : { current, previous: { secret: previous, untilMs } };
}

const bytesOf = (version: SecretVersion | undefined): Uint8Array =>
  new TextEncoder().encode(version?.text ?? '');

/** The clock of a source that is kept, and that it says so when what it has is old. */
export function keptBy(logger: Pick<Logger, 'warn'>, now: Clock) {
  return {
    now,
    onStale: (error: unknown, ageMs: number) =>
      logger.warn('key source read failed, cached keys are used', { error, ageMs }),
  };
}

/** Reads from Secrets Manager. */
export function createSecretReader(): SecretReader {
  const client = new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: requestBounds(2_000),
  });
  return async (secretArn, stage) => {
    try {
      const { SecretString: text, CreatedDate } = await client.send(
        new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage }),
      );
      return { text, createdAtMs: CreatedDate?.getTime() ?? 0 };
    } catch (error) {
      // A secret that was never replaced, or whose one before was dropped.
      const isMissing = error instanceof Error && error.name === 'ResourceNotFoundException';
      if (isMissing && stage === 'AWSPREVIOUS') return undefined;
      throw error;
    }
  };
}

import { randomBytes } from 'node:crypto';
import {
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { AppError } from '../../core/wire/app-error.ts';

/** 64 characters of base64url: 384 bits, above the 256 that HS256 asks for (RFC 7518, 3.2). */
const secretBytes = 48;

/** What is rotated, and how. Times in milliseconds. */
export interface Rotation {
  readonly secretArn: string;
  /** How long the functions let the secret before count. */
  readonly overlapMs: number;
  /** Drops the secret before: what it signed is refused. */
  readonly drops: boolean;
  readonly now: number;
}

/**
 * Replaces a secret by a random one that nobody has seen. Reads no secret.
 *
 * @returns until when what the secret before signed may hold; `undefined` when that was dropped
 * @throws AppError INPUT_INVALID when the one before the current still counts, for it would count no
 *   more: only one before the current does
 */
export async function rotateSecret(
  client: SecretsManagerClient,
  { secretArn: SecretId, overlapMs, drops, now }: Rotation,
): Promise<number | undefined> {
  const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
  const labelled = (stage: string) =>
    Versions.find(({ VersionStages }) => VersionStages?.includes(stage));
  const replaced = labelled('AWSCURRENT');
  const countsUntilMs = (replaced?.CreatedDate?.getTime() ?? 0) + overlapMs;
  if (!drops && labelled('AWSPREVIOUS') !== undefined && now < countsUntilMs) {
    throw new AppError(
      'INPUT_INVALID',
      `${SecretId} was rotated at ${replaced?.CreatedDate?.toISOString()}, and tokens of the secret before that still hold until ${new Date(countsUntilMs).toISOString()}. Rotated once more, they would be refused: wait until then, or use --now, which refuses all tokens that it signed so far`,
    );
  }
  const SecretString = randomBytes(secretBytes).toString('base64url');
  await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  if (!drops) return now + overlapMs;
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSPREVIOUS',
      RemoveFromVersionId: replaced?.VersionId,
    }),
  );
  return undefined;
}

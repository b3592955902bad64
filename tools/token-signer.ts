import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { signToken } from '../core/auth/sign-token.ts';
import { AppError } from '../core/wire/app-error.ts';
import { awsConfig } from './aws-client-config.ts';
import { claimRulesOf } from './claim-rules.ts';
import type { Outputs } from './outputs.ts';

/** Whom a token is for, and how long it lasts; a negative `ttlSeconds` makes an expired one. */
export interface TokenHolder {
  readonly sub: string;
  readonly role: string;
  readonly ttlSeconds: number;
  /** @default - none */
  readonly permissions?: readonly string[];
  /** Names that the user has elsewhere, such as addresses on a chain. @default - none */
  readonly addresses?: readonly string[];
  /** What a revocation would name. @default - a random one */
  readonly tokenId?: string;
  /** @default - the stack's; of another one the stack refuses it */
  readonly audience?: string;
}

/** Signs one token, which has the role and the permissions where the stack looks for them. */
export type TokenSigner = (holder: TokenHolder) => Promise<string>;

/** What the stack sets when it signs with its own secret (design.md, Identity). */
const issuer = 'gallobets';
const ownAudience = 'gallobets-realtime';

/**
 * A signer with the stack's own secret, which is read for each token: it may have been rotated since.
 * @throws AppError CONFIG_INVALID when the stack trusts an OIDC provider instead of a secret.
 */
export async function createTokenSigner(outputs: Outputs): Promise<TokenSigner> {
  const rules = claimRulesOf(outputs);
  await readSecret(outputs);
  return async ({ sub, tokenId = randomUUID(), audience = ownAudience, ...rest }) => {
    const secret = await readSecret(outputs);
    return await signToken(
      { userId: sub, tokenId, issuer, audience, rules, now: Date.now(), ...rest },
      secret,
    );
  };
}

/** The token, or none where no token of the stack has that role: its `roleMap` has no value for it. */
export async function signedIfRoleIs(
  sign: TokenSigner,
  holder: TokenHolder,
): Promise<string | undefined> {
  try {
    return await sign(holder);
  } catch (error) {
    if (error instanceof AppError && error.code === 'INPUT_INVALID') return undefined;
    throw error;
  }
}

async function readSecret(outputs: Outputs): Promise<Uint8Array> {
  const arn = outputs.JwtSecretArn;
  if (arn === undefined) {
    throw new AppError(
      'CONFIG_INVALID',
      'the outputs have no JwtSecretArn: this stack takes the tokens of an OIDC provider (context jwksUri), so ask that provider for one',
    );
  }
  const client = new SecretsManagerClient(awsConfig(outputs));
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString) return new TextEncoder().encode(SecretString);
  } catch (cause) {
    throw new AppError('STORE_UNAVAILABLE', `cannot read the secret ${arn}: ${String(cause)}`, {
      cause,
    });
  } finally {
    client.destroy();
  }
  throw new AppError('CONFIG_INVALID', `the secret ${arn} holds no text; expected the signing key`);
}

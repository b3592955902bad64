import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createRemoteJWKSet } from 'jose';
import type { CredentialKeys } from '../../core/auth/authenticate-request.ts';
import type { TokenKey } from '../../core/auth/verify-token.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { AppError } from '../../core/error/app-error.ts';
import { requestBounds } from './request-bounds.ts';
import type { CredentialConfig, TokenEnvironment } from './token-environment.ts';

/** Gives the key that verifies tokens; cheap to call on every request. */
export type TokenKeySource = () => Promise<TokenKey>;

/** A replaced secret is noticed this late. */
const secretCacheMs = 5 * 60_000;

/** A check asks a provider this often at most: anyone may ask for the health. */
const providerCheckMs = 60_000;

/** RFC 7518, 3.2: a key of HS256 has at least the size of its hash. */
const minSecretBytes = 32;

/** Reads the secret's text. */
export type SecretReader = (secretArn: string) => Promise<string | undefined>;

/**
 * The key source of a function, made once at module scope. Throws `CONFIG_INVALID` unless exactly
 * one of `JWT_SECRET_ARN` and `JWKS_URI` is set.
 */
export function createTokenKeySource(
  environment: TokenEnvironment,
  readSecret: SecretReader = createSecretReader(),
  now: Clock = systemClock,
): TokenKeySource {
  const { JWT_SECRET_ARN: secretArn, JWKS_URI: jwksUri } = environment;
  if (secretArn && !jwksUri) {
    const secret = cachedSecret(secretArn, readSecret, now);
    return async () => ({ kind: 'secret', secret: await secret() });
  }
  if (jwksUri && !secretArn) {
    // jose keeps the set, refreshes it for an unknown key id and never more often than every 30 s.
    const keySet = createRemoteJWKSet(new URL(jwksUri));
    const key: TokenKey = { kind: 'keySet', keySet, reload: () => keySet.reload() };
    return async () => key;
  }
  throw new AppError(
    'CONFIG_INVALID',
    `expected exactly one of JWT_SECRET_ARN and JWKS_URI, received ${secretArn ? 'both' : 'neither'}`,
  );
}

/** The keys of a function that takes every kind of credential, made once at module scope. */
export function createCredentialKeys(
  { tokenEnvironment, sseTokenSecretArn }: CredentialConfig,
  readSecret: SecretReader = createSecretReader(),
  now: Clock = systemClock,
): CredentialKeys {
  return {
    tokenKey: createTokenKeySource(tokenEnvironment, readSecret, now),
    sseSecret: cachedSecret(sseTokenSecretArn, readSecret, now),
  };
}

/**
 * Rejects when tokens cannot be verified. A provider is asked for its keys even though those it gave
 * may serve on: an environment that starts now has none. Once a minute at most, whoever asks.
 */
export function createKeyCheck(keys: CredentialKeys, now: Clock): () => Promise<void> {
  let last: { readonly askedAtMs: number; readonly answer: Promise<void> } | undefined;
  return async () => {
    await keys.sseSecret();
    const key = await keys.tokenKey();
    if (key.kind === 'secret' || key.reload === undefined) return;
    if (last === undefined || now() - last.askedAtMs >= providerCheckMs) {
      last = { askedAtMs: now(), answer: key.reload() };
    }
    await last.answer;
  };
}

/** One read serves all who wait for it; a failed one is forgotten, so the next caller tries again. */
function cachedSecret(
  secretArn: string,
  readSecret: SecretReader,
  now: Clock,
): () => Promise<Uint8Array> {
  let cached: { readonly secret: Promise<Uint8Array>; readonly readAtMs: number } | undefined;
  return () => {
    if (cached && now() - cached.readAtMs < secretCacheMs) return cached.secret;
    const entry = { secret: usableSecret(secretArn, readSecret), readAtMs: now() };
    entry.secret.catch(() => {
      if (cached === entry) cached = undefined;
    });
    cached = entry;
    return entry.secret;
  };
}

async function usableSecret(secretArn: string, readSecret: SecretReader): Promise<Uint8Array> {
  const text = await readSecret(secretArn).catch((cause: unknown) => {
    throw new AppError('STORE_UNAVAILABLE', `the secret ${secretArn} could not be read`, { cause });
  });
  const secret = new TextEncoder().encode(text ?? '');
  if (secret.length < minSecretBytes) {
    throw new AppError(
      'CONFIG_INVALID',
      `the secret ${secretArn} has ${secret.length} bytes; HS256 expects at least ${minSecretBytes}`,
    );
  }
  return secret;
}

function createSecretReader(): SecretReader {
  const client = new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: requestBounds(2_000),
  });
  return async secretArn =>
    (await client.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString;
}

import type { Logger } from '@aws-lambda-powertools/logger';
import { createLocalJWKSet, createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import type { CredentialKeys } from '../../../core/auth/authenticate-request.ts';
import type { KeySource } from '../../../core/auth/key-source.ts';
import { sseSecretOverlapMs } from '../../../core/auth/sse-token.ts';
import type { TokenKey } from '../../../core/auth/verify-token.ts';
import { type CachedValueOptions, cachedValue } from '../../../core/cached-value.ts';
import { type Clock, systemClock } from '../../../core/clock.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { cachedSecrets, createSecretReader, keptBy, type SecretReader } from './cached-secrets.ts';
import type { CredentialConfig, TokenConfig } from './token-environment.ts';

/** A key that its provider has withdrawn is noticed this late; an unknown one is looked for at once. */
const keySetFreshMs = 10 * 60_000;

/** How long a provider may take to answer. */
const providerTimeoutMs = 5_000;

/** A check asks each source this often at most: anyone may ask for the health. */
const checkMs = 60_000;

/** Where the key is. */
type KeyConfig = Pick<TokenConfig, 'jwtSecretArn' | 'jwksUri' | 'longestTokenSeconds'>;

/**
 * The key of a function, made once at module scope. Throws `CONFIG_INVALID` unless exactly one of
 * secret and provider is given.
 */
export function createTokenKey(
  { jwtSecretArn: secretArn, jwksUri, longestTokenSeconds }: KeyConfig,
  logger: Pick<Logger, 'warn'>,
  readSecret: SecretReader = createSecretReader(),
  now: Clock = systemClock,
): TokenKey {
  const options = keptBy(logger, now);
  if (secretArn && !jwksUri) {
    const rule = { secretArn, overlapMs: longestTokenSeconds * 1_000 };
    return { kind: 'secret', source: cachedSecrets(rule, readSecret, options) };
  }
  if (jwksUri && !secretArn) return { kind: 'keySet', source: keepKeySet(jwksUri, options) };
  throw new AppError(
    'CONFIG_INVALID',
    `expected exactly one of JWT_SECRET_ARN and JWKS_URI, received ${secretArn ? 'both' : 'neither'}`,
  );
}

/** The keys of a function that takes every kind of credential, made once at module scope. */
export function createCredentialKeys(
  config: KeyConfig & Pick<CredentialConfig, 'sseTokenSecretArn'>,
  logger: Pick<Logger, 'warn'>,
  readSecret: SecretReader = createSecretReader(),
  now: Clock = systemClock,
): CredentialKeys {
  const tokenKey = createTokenKey(config, logger, readSecret, now);
  const { sseTokenSecretArn: secretArn } = config;
  if (tokenKey.kind === 'secret' && secretArn === config.jwtSecretArn) {
    return { tokenKey, sseSecrets: tokenKey.source };
  }
  const rule = { secretArn, overlapMs: sseSecretOverlapMs };
  return { tokenKey, sseSecrets: cachedSecrets(rule, readSecret, keptBy(logger, now)) };
}

/**
 * Rejects when tokens cannot be verified. Each source is asked even though the keys that it gave serve
 * on: an environment that starts now has none. Once a minute at most, whoever asks.
 */
export function createKeyCheck(
  { tokenKey, sseSecrets }: CredentialKeys,
  now: Clock,
): () => Promise<void> {
  const sources = [...new Set<Pick<KeySource<unknown>, 'check'>>([sseSecrets, tokenKey.source])];
  let last: { readonly askedAtMs: number; readonly answer: Promise<unknown> } | undefined;
  return async () => {
    if (last === undefined || now() - last.askedAtMs >= checkMs) {
      last = { askedAtMs: now(), answer: Promise.all(sources.map(source => source.check())) };
    }
    await last.answer;
  };
}

/** jose asks the provider; when, and for how long its answer serves, is decided here. */
function keepKeySet(
  jwksUri: string,
  options: Omit<CachedValueOptions<JWTVerifyGetKey>, 'read' | 'freshMs'>,
): KeySource<JWTVerifyGetKey> {
  const provider = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: providerTimeoutMs });
  return cachedValue({
    ...options,
    freshMs: keySetFreshMs,
    read: async () => {
      await provider.reload();
      return createLocalJWKSet(provider.jwks() ?? { keys: [] });
    },
  });
}

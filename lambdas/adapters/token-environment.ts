/**
 * Where a function finds what verifies a token: either the secret (HS256) or a provider's JWKS.
 * Exactly one of `JWT_SECRET_ARN` and `JWKS_URI` is set.
 */
export interface TokenEnvironment {
  readonly JWT_SECRET_ARN?: string | undefined;
  readonly JWKS_URI?: string | undefined;
  readonly JWT_ISSUER: string;
  readonly JWT_AUDIENCE: string;
}

/** What a function that verifies tokens knows of them. */
export interface TokenConfig {
  readonly issuer: string;
  readonly audience: string;
  /** Where the key is, for `createTokenKeySource`. */
  readonly tokenEnvironment: TokenEnvironment;
}

export function tokenConfigOf(tokenEnvironment: TokenEnvironment): TokenConfig {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = tokenEnvironment;
  return { issuer, audience, tokenEnvironment };
}

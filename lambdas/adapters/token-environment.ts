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

/** What a function that takes session cookies and SSE tokens needs beyond that. */
export interface CredentialEnvironment extends TokenEnvironment {
  /** The secret of SSE tokens; without a provider the one of all tokens. */
  readonly SSE_TOKEN_SECRET_ARN: string;
  /** The one origin whose pages may use the session cookie; absent: there is no such cookie. */
  readonly FRONT_DOOR_ORIGIN?: string | undefined;
}

/** What such a function knows. */
export interface CredentialConfig extends TokenConfig {
  readonly sseTokenSecretArn: string;
  readonly frontDoorOrigin?: string;
}

export function tokenConfigOf(tokenEnvironment: TokenEnvironment): TokenConfig {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = tokenEnvironment;
  return { issuer, audience, tokenEnvironment };
}

export function credentialConfigOf(environment: CredentialEnvironment): CredentialConfig {
  const { SSE_TOKEN_SECRET_ARN: sseTokenSecretArn, FRONT_DOOR_ORIGIN: frontDoorOrigin } =
    environment;
  return {
    ...tokenConfigOf(environment),
    sseTokenSecretArn,
    ...(frontDoorOrigin === undefined ? {} : { frontDoorOrigin }),
  };
}

/**
 * Where a function finds what verifies a token: either the secret (HS256) or a provider's JWKS.
 * Exactly one of `JWT_SECRET_ARN` and `JWKS_URI` is set.
 */
export interface TokenEnvironment {
  readonly JWT_SECRET_ARN?: string | undefined;
  readonly JWKS_URI?: string | undefined;
  readonly JWT_ISSUER: string;
  readonly JWT_AUDIENCE: string;
  /** How long a replaced secret still verifies what it signed. */
  readonly LONGEST_TOKEN_SECONDS: string;
}

/** The variables as they are read, numbers as numbers. */
type ReadVariables<Environment extends TokenEnvironment> = Omit<
  Environment,
  'LONGEST_TOKEN_SECONDS'
> & { readonly LONGEST_TOKEN_SECONDS: number };

/** What a function that verifies tokens knows of them. */
export interface TokenConfig {
  readonly issuer: string;
  readonly audience: string;
  /** Where the key is, for `createTokenKey`. */
  readonly tokenKey: {
    readonly secretArn?: string | undefined;
    readonly jwksUri?: string | undefined;
    readonly longestTokenMs: number;
  };
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

/** Of an environment that `tokenVariables` have let through. */
export function tokenConfigOf(environment: ReadVariables<TokenEnvironment>): TokenConfig {
  return {
    issuer: environment.JWT_ISSUER,
    audience: environment.JWT_AUDIENCE,
    tokenKey: {
      secretArn: environment.JWT_SECRET_ARN,
      jwksUri: environment.JWKS_URI,
      longestTokenMs: environment.LONGEST_TOKEN_SECONDS * 1_000,
    },
  };
}

/** Of an environment that `credentialVariables` have let through. */
export function credentialConfigOf(
  environment: ReadVariables<CredentialEnvironment>,
): CredentialConfig {
  const { SSE_TOKEN_SECRET_ARN: sseTokenSecretArn, FRONT_DOOR_ORIGIN: frontDoorOrigin } =
    environment;
  return {
    ...tokenConfigOf(environment),
    sseTokenSecretArn,
    ...(frontDoorOrigin === undefined ? {} : { frontDoorOrigin }),
  };
}

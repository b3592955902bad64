import {
  type ConfigOf,
  type EnvironmentOf,
  positiveInteger,
  text,
} from '../runtime/read-environment.ts';

/** The variables of a function that verifies tokens. */
export const tokenVariables = {
  /** The secret of tokens (HS256). Exactly one of this and `JWKS_URI` is set. */
  JWT_SECRET_ARN: text.optional(),
  /** Where a provider publishes its keys. */
  JWKS_URI: text.optional(),
  JWT_ISSUER: text,
  JWT_AUDIENCE: text,
  /** How long a replaced secret still verifies what it signed. */
  LONGEST_TOKEN_SECONDS: positiveInteger,
};

/** Those of a function that takes session cookies and SSE tokens too. */
export const credentialVariables = {
  ...tokenVariables,
  /** The secret of SSE tokens; without a provider the one of all tokens. */
  SSE_TOKEN_SECRET_ARN: text,
  /** The one origin whose pages may use the session cookie; absent: there is no such cookie. */
  FRONT_DOOR_ORIGIN: text.optional(),
};

export type TokenEnvironment = EnvironmentOf<typeof tokenVariables>;

export type TokenConfig = ConfigOf<typeof tokenVariables>;

export type CredentialEnvironment = EnvironmentOf<typeof credentialVariables>;

export type CredentialConfig = ConfigOf<typeof credentialVariables>;

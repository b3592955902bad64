import * as z from 'zod';
import type { RoleMapping, TokenRules } from '../../../core/auth/token-rules.ts';
import {
  type ConfigOf,
  commaSeparated,
  type EnvironmentOf,
  positiveInteger,
  text,
} from '../runtime/read-environment.ts';

/** Pairs of a value and its role, as JSON: a value may hold any character. */
const roleMap = z
  .string()
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue('expected JSON');
      return z.NEVER;
    }
  })
  .pipe(z.array(z.tuple([z.string(), z.string()])))
  .transform((pairs): readonly RoleMapping[] => pairs.map(([value, role]) => ({ value, role })));

/** The variables of a function that verifies tokens. */
export const tokenVariables = {
  /** The secret of tokens (HS256). Exactly one of this and `JWKS_URI` is set. */
  JWT_SECRET_ARN: text.optional(),
  /** Where a provider publishes its keys. */
  JWKS_URI: text.optional(),
  JWT_ISSUER: text,
  /** Comma-separated; absent: tokens are taken by their `client_id` alone. */
  JWT_AUDIENCE: commaSeparated.default([]),
  JWT_CLIENT_IDS: commaSeparated.optional(),
  ROLE_CLAIM: text.optional(),
  ROLE_MAP: roleMap.optional(),
  DEFAULT_ROLE: text.optional(),
  PERMISSIONS_CLAIM: text.optional(),
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

/** What of a function's environment a token is judged by, beside the key. */
export type TokenRuleConfig = Omit<TokenConfig, 'jwtSecretArn' | 'jwksUri' | 'longestTokenSeconds'>;

/** By what rules the function judges tokens. */
export function tokenRules(config: TokenRuleConfig): TokenRules {
  const { jwtIssuer, jwtAudience, jwtClientIds, ...claims } = config;
  const { roleClaim, roleMap, defaultRole, permissionsClaim } = claims;
  return {
    ...{ issuer: jwtIssuer, audience: jwtAudience, clientIds: jwtClientIds },
    ...{ roleClaim, roleMap, defaultRole, permissionsClaim },
  };
}

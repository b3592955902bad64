import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { claimsSchema } from './claims.ts';
import type { Identity } from './identity.ts';
import { isSseToken } from './sse-token-type.ts';
import {
  clockToleranceSeconds,
  judgeToken,
  refusedToken,
  type TokenVerdict,
} from './token-verdict.ts';

/** What verifies a token: our own secret (HS256), or the published keys of an OIDC provider. */
export type TokenKey =
  | { readonly kind: 'secret'; readonly secret: Uint8Array }
  | {
      readonly kind: 'keySet';
      readonly keySet: JWTVerifyGetKey;
      /** Asks the provider for its keys; rejects when they cannot be had, and keeps those it has. */
      readonly reload?: () => Promise<void>;
    };

/** What a token must say, and the time it is judged by. */
export interface TokenExpectations {
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * The algorithm belongs to the key, never to the token: a token may not choose (RFC 8725, 3.1). A
 * published key set is asymmetric by nature, so HS256 with a public key as its secret stays out.
 */
const secretAlgorithms = ['HS256'];
const keySetAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/**
 * Who the token's bearer is, or why it is refused; an SSE token is. Refusals never contain the token.
 * Throws `STORE_UNAVAILABLE` when the provider's keys could not be had: that is not the bearer's fault.
 */
export async function verifyToken(
  token: string | undefined,
  key: TokenKey,
  expectations: TokenExpectations,
): Promise<TokenVerdict> {
  if (token !== undefined && isSseToken(token)) return refusedToken('wrong-type');
  return await judgeToken(token, async text =>
    identityOf(await verifiedPayload(text, key, expectations)),
  );
}

async function verifiedPayload(
  token: string,
  key: TokenKey,
  { issuer, audience, now }: TokenExpectations,
): Promise<JWTPayload> {
  const options = {
    issuer,
    audience,
    currentDate: new Date(now),
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp'],
  };
  const { payload } =
    key.kind === 'secret'
      ? await jwtVerify(token, key.secret, { ...options, algorithms: secretAlgorithms })
      : await jwtVerify(token, key.keySet, { ...options, algorithms: keySetAlgorithms });
  return payload;
}

function identityOf(payload: JWTPayload): Identity | undefined {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return undefined;
  const { sub, role, permissions, exp, iat, jti } = claims.data;
  return {
    userId: sub,
    role,
    permissions: permissions ?? [],
    expiresAtMs: Math.floor(exp * 1_000),
    ...(iat === undefined ? {} : { issuedAtMs: Math.floor(iat * 1_000) }),
    ...(jti === undefined ? {} : { tokenId: jti }),
  };
}

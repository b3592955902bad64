import { errors, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import { checkAudience } from './check-audience.ts';
import { claimsSchema, readClaims } from './claims.ts';
import type { Identity } from './identity.ts';
import { isOfAnotherKey, type KeySource, verifiedWith } from './key-source.ts';
import { permissionsOf } from './permissions-of.ts';
import { roleOf } from './role-of.ts';
import { type Secrets, type VerifiedPayload, verifyWithSecrets } from './secrets.ts';
import { isSseToken } from './sse-token-type.ts';
import type { TokenRules } from './token-rules.ts';
import {
  clockToleranceSeconds,
  judgeToken,
  refusedToken,
  type TokenVerdict,
} from './token-verdict.ts';

/** What verifies a token: our own secret (HS256), or the published keys of an OIDC provider. */
export type TokenKey =
  | { readonly kind: 'secret'; readonly source: KeySource<Secrets> }
  | { readonly kind: 'keySet'; readonly source: KeySource<JWTVerifyGetKey> };

/** What a token must say, and the time it is judged by. */
export interface TokenExpectations extends TokenRules {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * The algorithm belongs to the key, never to the token: a token may not choose (RFC 8725, 3.1). A
 * published key set is asymmetric by nature, so HS256 with a public key as its secret stays out.
 */
const keySetAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/**
 * Who the token's bearer is, or why it is refused; an SSE token is. The one place that says so, for
 * every door. Nothing is said of what stands in a token before its signature is verified, and refusals
 * never contain the token. Throws `STORE_UNAVAILABLE` when the keys could not be had: that is not the
 * bearer's fault.
 */
export async function verifyToken(
  token: string | undefined,
  key: TokenKey,
  expectations: TokenExpectations,
): Promise<TokenVerdict> {
  if (token !== undefined && isSseToken(token)) return refusedToken('wrong-type');
  return await judgeToken(token, async text => {
    const verified = await verifiedPayload(text, key, expectations);
    checkAudience(verified.payload, expectations);
    return identityOf(verified, expectations);
  });
}

async function verifiedPayload(
  token: string,
  key: TokenKey,
  { issuer, now }: TokenExpectations,
): Promise<VerifiedPayload> {
  const expected = { issuer, clockTolerance: clockToleranceSeconds, requiredClaims: ['exp'] };
  if (key.kind === 'secret')
    return await verifyWithSecrets(token, key.source, { ...expected, now });
  const options = { ...expected, algorithms: keySetAlgorithms, currentDate: new Date(now) };
  return await verifiedWith(key.source, keySet => verifyWithKeySet(token, keySet, options));
}

/** A provider that names no keys has two that might fit while it replaces one: each is tried. */
async function verifyWithKeySet(
  token: string,
  keySet: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<VerifiedPayload> {
  const untilMs = Number.POSITIVE_INFINITY;
  try {
    return { payload: (await jwtVerify(token, keySet, options)).payload, untilMs };
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return { payload: (await jwtVerify(token, key, options)).payload, untilMs };
      } catch (failure) {
        if (!isOfAnotherKey(failure)) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function identityOf({ payload, untilMs }: VerifiedPayload, rules: TokenRules): Identity {
  const { sub, addresses, exp, iat, jti } = readClaims(claimsSchema, payload);
  return {
    userId: sub,
    role: roleOf(payload, rules),
    permissions: permissionsOf(payload, rules),
    ...(addresses === undefined ? {} : { addresses }),
    expiresAtMs: Math.min(Math.floor(exp * 1_000), untilMs),
    ...(iat === undefined ? {} : { issuedAtMs: Math.floor(iat * 1_000) }),
    ...(jti === undefined ? {} : { tokenId: jti }),
  };
}

import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { AppError } from '../error/app-error.ts';
import { claimsSchema } from './claims.ts';
import type { Identity } from './identity.ts';

/** What verifies a token: our own secret (HS256), or the published keys of an OIDC provider. */
export type TokenKey =
  | { readonly kind: 'secret'; readonly secret: Uint8Array }
  | { readonly kind: 'keySet'; readonly keySet: JWTVerifyGetKey };

/** What a token must say, and the time it is judged by. */
export interface TokenExpectations {
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Each way a token can be refused, with the sentence that a client may be shown. */
export const tokenRefusals = {
  missing: 'no token was received; one was expected in the Authorization header or ?token=',
  malformed: 'what was received is not a signed JWT',
  'wrong-algorithm': 'the token is signed with an algorithm that is not accepted here',
  'wrong-signature': 'the token was not signed by the expected key',
  'unknown-key': 'the token names a signing key that its provider does not publish',
  expired: 'the token has expired; a fresh one is expected',
  'not-yet-valid': 'the token is not valid yet',
  'wrong-issuer': 'the token comes from another issuer than expected',
  'wrong-audience': 'the token is meant for another audience than expected',
  'invalid-claims': 'the token lacks a usable sub, role or exp',
} as const;

export type TokenRefusal = keyof typeof tokenRefusals;

export type TokenVerdict =
  | { readonly kind: 'ok'; readonly identity: Identity }
  | { readonly kind: 'refused'; readonly reason: TokenRefusal; readonly message: string };

/** Clocks of issuers and environments differ a little. */
const clockToleranceSeconds = 5;

/** Longer than any token we mean to accept; what is longer is not even decoded. */
const maxTokenLength = 8_192;

/**
 * The algorithm belongs to the key, never to the token: a token may not choose (RFC 8725, 3.1). A
 * published key set is asymmetric by nature, so HS256 with a public key as its secret stays out.
 */
const secretAlgorithms = ['HS256'];
const keySetAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/**
 * Who the token's bearer is, or why it is refused. Refusals never contain the token. Throws
 * `STORE_UNAVAILABLE` when the provider's keys could not be had: that is not the bearer's fault.
 */
export async function verifyToken(
  token: string | undefined,
  key: TokenKey,
  expectations: TokenExpectations,
): Promise<TokenVerdict> {
  if (token === undefined) return refused('missing');
  if (token.length === 0 || token.length > maxTokenLength) return refused('malformed');
  try {
    return identify(await verifiedPayload(token, key, expectations));
  } catch (error) {
    return refused(refusalOf(error));
  }
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

function identify(payload: JWTPayload): TokenVerdict {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return refused('invalid-claims');
  const { sub, role, permissions, exp, jti } = claims.data;
  return {
    kind: 'ok',
    identity: {
      userId: sub,
      role,
      permissions: permissions ?? [],
      expiresAtMs: Math.floor(exp * 1_000),
      ...(jti === undefined ? {} : { tokenId: jti }),
    },
  };
}

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return claimRefusals[error.claim] ?? 'invalid-claims';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'wrong-signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'wrong-algorithm';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown-key';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'unknown-key';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  // An unknown critical header (RFC 7515, 4.1.11) or a payload encoding we do not speak.
  if (error instanceof errors.JOSENotSupported) return 'malformed';
  throw new AppError('STORE_UNAVAILABLE', 'the keys that verify tokens could not be read', {
    cause: error,
  });
}

const claimRefusals: Readonly<Record<string, TokenRefusal>> = {
  iss: 'wrong-issuer',
  aud: 'wrong-audience',
  nbf: 'not-yet-valid',
};

function refused(reason: TokenRefusal): TokenVerdict {
  return { kind: 'refused', reason, message: tokenRefusals[reason] };
}

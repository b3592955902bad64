import { errors } from 'jose';
import { AppError } from '../wire/app-error.ts';
import { claimProblem, UnusableClaim } from './claims.ts';
import type { Identity } from './identity.ts';

/** Each way a token can be refused, with the sentence that a client may be shown. */
export const tokenRefusals = {
  missing: 'no token was received; one was expected in the Authorization header or ?token=',
  repeated: 'more than one token was received; ?token= or a bearer subprotocol was expected once',
  malformed:
    'what was received is not a signed JWT: three parts of letters, digits, - and _, with dots between, no spaces, no line breaks, at most 8192 characters',
  'wrong-type': 'the token is of a type that is not accepted here',
  'wrong-algorithm': 'the token is signed with an algorithm that is not accepted here',
  'wrong-signature': 'the token was not signed by the expected key',
  'unknown-key': 'its provider publishes no key that fits the kid and alg in the token’s header',
  expired: 'the token has expired; a fresh one is expected',
  'not-yet-valid': 'the token is not valid yet',
  'wrong-issuer': 'the token comes from another issuer than expected',
  'wrong-audience': 'the token is meant for another audience than expected',
  'invalid-claims': 'a claim of the token is not as expected',
} as const;

/** Why a token is refused: for logs and statistics, never for a decision of a client. */
export type TokenRefusal = keyof typeof tokenRefusals;

/** A refusal: its reason, and the text that the client gets. */
export interface RefusedToken {
  readonly kind: 'refused';
  readonly reason: TokenRefusal;
  readonly message: string;
}

/** Who the bearer of a token is, or why the token is refused. */
export type TokenVerdict = { readonly kind: 'ok'; readonly identity: Identity } | RefusedToken;

/** Clocks of issuers and environments differ a little. */
export const clockToleranceSeconds = 5;

/** Longer than any token we mean to accept; what is longer is not even decoded. */
export const maxTokenLength = 8_192;

/** jose skips white space within the parts (RFC 7515, 2, has none), which no handshake can carry. */
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * What `read` makes of the token: who its bearer is, or an `UnusableClaim`, or an error of jose.
 * Refusals never contain the token. Throws `STORE_UNAVAILABLE` when the keys could not
 * be had: that is not the bearer's fault.
 */
export async function judgeToken(
  token: string | undefined,
  read: (token: string) => Promise<Identity>,
): Promise<TokenVerdict> {
  if (token === undefined) return refusedToken('missing');
  if (token.length > maxTokenLength || !compactJws.test(token)) return refusedToken('malformed');
  try {
    return { kind: 'ok', identity: await read(token) };
  } catch (error) {
    if (error instanceof UnusableClaim) return refusedToken('invalid-claims', error.message);
    if (error instanceof errors.JWTClaimValidationFailed) return refusedClaim(error);
    return refusedToken(refusalOf(error));
  }
}

/** The refusal, with its sentence. */
export function refusedToken(
  reason: TokenRefusal,
  message: string = tokenRefusals[reason],
): RefusedToken {
  return { kind: 'refused', reason, message };
}

function refusedClaim({ claim, reason, payload }: errors.JWTClaimValidationFailed): RefusedToken {
  const known = claimRefusals[claim];
  const isOfTime = claim === 'nbf' && reason !== 'check_failed';
  if (known === undefined || isOfTime) {
    return refusedToken('invalid-claims', claimProblem(claim, payload[claim]));
  }
  const received = quotedClaims.includes(claim) ? `: ${claimProblem(claim, payload[claim])}` : '';
  return refusedToken(known, `${tokenRefusals[known]}${received}`);
}

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'wrong-signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'wrong-algorithm';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown-key';
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'malformed';
  // An unknown critical header (RFC 7515, 4.1.11) or a payload encoding we do not speak.
  if (error instanceof errors.JOSENotSupported) return 'malformed';
  if (error instanceof AppError) throw error;
  throw new AppError('STORE_UNAVAILABLE', 'the keys that verify tokens could not be read', {
    cause: error,
  });
}

const claimRefusals: Readonly<Record<string, TokenRefusal>> = {
  iss: 'wrong-issuer',
  aud: 'wrong-audience',
  client_id: 'wrong-audience',
  nbf: 'not-yet-valid',
  token_use: 'wrong-type',
  typ: 'wrong-type',
};

/** Those that name parties and kinds, and nobody's data: what was received helps whoever compares. */
const quotedClaims: readonly string[] = ['iss', 'aud', 'client_id', 'token_use'];

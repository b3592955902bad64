import { SignJWT } from 'jose';
import { claimsFor } from './claims-for.ts';
import type { ClaimRules } from './token-rules.ts';

/** What a token of ours is made of (RFC 7519, section 4.1). */
export interface TokenRequest {
  /** `sub`. */
  readonly userId: string;
  /** `admin`, `operator`, `bettor`, or any other name. */
  readonly role: string;
  /** Such as `proposals:make`. @default - none, and no claim */
  readonly permissions?: readonly string[];
  /** Where the deployment looks for both. @default - the claims `role` and `permissions` */
  readonly rules?: ClaimRules;
  /** The claim `addresses`: names that the user has elsewhere. @default - none, and no claim */
  readonly addresses?: readonly string[];
  /** `iss`, as the deployment's `jwtIssuer`. */
  readonly issuer: string;
  /** `aud`, as the deployment's `jwtAudience`. */
  readonly audience: string;
  /** From `iat` to `exp`. Negative makes a token that has expired already, for tests. */
  readonly ttlSeconds: number;
  /** Milliseconds since the Unix epoch; `iat` has its whole seconds. */
  readonly now: number;
  /** `jti`, by which this one token can be revoked. @default - none, and no claim */
  readonly tokenId?: string;
}

/**
 * Signs a token as `npm run token` prints it. The algorithm is HS256 and nothing else, which is what
 * the verifier is pinned to (core/auth/verify-token.ts).
 *
 * @param request - What the token says. It is not checked here: the verifier refuses what it cannot use.
 * @param secret - The key, at least 256 bits (RFC 7518, section 3.2).
 * @returns The token in compact serialization.
 * @throws AppError INPUT_INVALID when the rules have no value for the role
 */
export async function signToken(request: TokenRequest, secret: Uint8Array): Promise<string> {
  const nowSeconds = Math.floor(request.now / 1_000);
  const { addresses, tokenId } = request;
  const token = new SignJWT({
    ...claimsFor(request, request.rules),
    ...(addresses === undefined ? {} : { addresses }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(request.userId)
    .setIssuer(request.issuer)
    .setAudience(request.audience)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + request.ttlSeconds);
  if (tokenId !== undefined) token.setJti(tokenId);
  return await token.sign(secret);
}

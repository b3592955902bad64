import { SignJWT } from 'jose';

/** What a token of ours is made of. */
export interface TokenRequest {
  readonly userId: string;
  readonly role: string;
  readonly permissions?: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  /** Negative makes a token that has expired already, for tests. */
  readonly ttlSeconds: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly tokenId?: string;
}

/** A token signed with our own secret (HS256): what `npm run token` prints. */
export async function signToken(request: TokenRequest, secret: Uint8Array): Promise<string> {
  const nowSeconds = Math.floor(request.now / 1_000);
  const { role, permissions, tokenId } = request;
  const token = new SignJWT({ role, ...(permissions === undefined ? {} : { permissions }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(request.userId)
    .setIssuer(request.issuer)
    .setAudience(request.audience)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + request.ttlSeconds);
  if (tokenId !== undefined) token.setJti(tokenId);
  return await token.sign(secret);
}

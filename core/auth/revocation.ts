import { everyToken } from '../wire/token-id.ts';

/** A user, or one token of theirs, is let in no more. Times are milliseconds since the Unix epoch. */
export interface Revocation {
  readonly userId: string;
  /** The `jti` of a token; or `*`: every token of the user that was issued until then. */
  readonly tokenId: string;
  readonly revokedAtMs: number;
  /** The admin who did it. */
  readonly by: string;
  readonly reason: string;
}

/** What of a token a revocation can name. */
export interface RevocableToken {
  readonly userId: string;
  readonly tokenId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly issuedAtMs?: number | undefined;
}

/** The `tokenId` of each revocation that could be meant for the token: three at most. */
export function revocationsToAsk({ tokenId, sessionId }: RevocableToken): readonly string[] {
  return [...new Set([everyToken, tokenId, sessionId])].filter(id => id !== undefined);
}

/**
 * Whether the revocation is meant for the token. One without `iat` may be an old one; and `iat` has whole seconds, so one of the same second may be.
 */
export function isMeantFor(
  { tokenId, revokedAtMs }: Pick<Revocation, 'tokenId' | 'revokedAtMs'>,
  token: Omit<RevocableToken, 'userId'>,
): boolean {
  if (tokenId === everyToken) return (token.issuedAtMs ?? 0) <= revokedAtMs;
  return tokenId === token.tokenId || tokenId === token.sessionId;
}

/** The text that a client gets whose token was revoked. */
export const revokedMessage =
  'the token was revoked, or its user is banned; expected one issued since, of a user who is not';

import { signToken } from '../../core/auth/sign-token.ts';

/** Of the bench: both its processes know it, and nobody else asks. */
export const benchSecret = new TextEncoder().encode('a secret of thirty-two characters');

export const benchIssuer = 'bench';
export const benchAudience = 'bench';

/** A token for one reader, good for an hour. */
export async function benchToken(userId: string): Promise<string> {
  return await signToken(
    {
      userId,
      role: 'operator',
      issuer: benchIssuer,
      audience: benchAudience,
      ttlSeconds: 3_600,
      now: Date.now(),
      tokenId: `token-of-${userId}`,
    },
    benchSecret,
  );
}

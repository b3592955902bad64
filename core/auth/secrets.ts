import { type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { isOfAnotherKey, type KeySource, verifiedWith } from './key-source.ts';

/** The stack's own secret (HS256): what signs now, and what signed before it was replaced. */
export interface Secrets {
  readonly current: Uint8Array;
  /** Verifies what it signed until all of that has expired; signs nothing. */
  readonly previous?: { readonly secret: Uint8Array; readonly untilMs: number };
}

/** What a token says that one of our secrets has signed. */
export interface VerifiedPayload {
  readonly payload: JWTPayload;
  /** From then on the secret verifies nothing more, whatever the token says of its expiry. */
  readonly untilMs: number;
}

/** How the token is judged; `algorithms` belong to the key (RFC 8725, 3.1). */
export type SecretExpectations = Omit<JWTVerifyOptions, 'algorithms' | 'currentDate'> & {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
};

/**
 * What a token says that the current secret has signed, or the one before while it counts.
 *
 * @throws an error of jose when neither has, or the claims are not as expected
 */
export async function verifyWithSecrets(
  token: string,
  source: KeySource<Secrets>,
  { now, ...expected }: SecretExpectations,
): Promise<VerifiedPayload> {
  const options = { ...expected, algorithms: ['HS256'], currentDate: new Date(now) };
  return await verifiedWith(source, async ({ current, previous }) => {
    try {
      const { payload } = await jwtVerify(token, current, options);
      return { payload, untilMs: Number.POSITIVE_INFINITY };
    } catch (error) {
      if (!isOfAnotherKey(error) || previous === undefined || now >= previous.untilMs) throw error;
      const { payload } = await jwtVerify(token, previous.secret, options);
      return { payload, untilMs: previous.untilMs };
    }
  });
}

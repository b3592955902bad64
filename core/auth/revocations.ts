import type { RevocableToken, Revocation } from './revocation.ts';

/** Asks whether a token was revoked, or its user is banned: to whoever holds it that is the same. */
export interface RevocationCheck {
  /** Sees every revocation and every ban committed before. */
  isRevoked(token: RevocableToken): Promise<boolean>;
}

/** Some revocations, and where the page after them begins. */
export interface RevocationPage {
  readonly revocations: readonly Revocation[];
  readonly next?: string;
}

/** The users and tokens that are let in no more. */
export interface Revocations extends RevocationCheck {
  revoke(revocation: Revocation): Promise<void>;
  /**
   * A page of those of one user; sees every one committed before.
   *
   * @throws AppError INPUT_INVALID for a `next` that is none of ours
   */
  listOf(
    userId: string,
    page: { readonly limit: number; readonly next?: string | undefined },
  ): Promise<RevocationPage>;
  /** Whether there was one to lift. */
  lift(userId: string, tokenId: string): Promise<boolean>;
}

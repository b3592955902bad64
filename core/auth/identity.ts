import type { Role } from '../role.ts';

/** Who a verified token says its bearer is, and until when it says so. */
export interface Identity {
  readonly userId: string;
  readonly role: Role;
  readonly permissions: readonly string[];
  readonly expiresAtMs: number;
  /** The token's `jti`: what a revocation would name. */
  readonly tokenId?: string;
}

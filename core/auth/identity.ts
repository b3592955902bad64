import type { ChannelName } from '../wire/event.ts';
import type { Role } from '../wire/role.ts';

/** Who a verified token says its bearer is, and until when it says so. */
export interface Identity {
  readonly userId: string;
  readonly role: Role;
  readonly permissions: readonly string[];
  /** Names that the user has elsewhere, such as addresses on a chain. Absent: none. */
  readonly addresses?: readonly string[];
  readonly expiresAtMs: number;
  /** When the token was issued; of an SSE token, when that of its session was. */
  readonly issuedAtMs?: number;
  /** The token's `jti`: what a revocation would name. */
  readonly tokenId?: string;
  /** Of an SSE token: the `jti` of the token that it was made from. */
  readonly sessionId?: string;
  /** Of an SSE token: the only channels that it is good for. Absent: each that its role may read. */
  readonly channels?: readonly ChannelName[];
}

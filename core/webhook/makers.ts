import type { Role } from '../wire/role.ts';
import type { WebhookMaker } from './stored-webhook.ts';

/** Whether a webhook's maker still may what they might when they set it up. */
export type MakerStanding = 'may' | 'revoked' | 'demoted';

/** What has become of those who set webhooks up. */
export interface Makers {
  /** Sees every revocation, ban and change of role committed before. */
  standingOf(maker: WebhookMaker): Promise<MakerStanding>;
  /** The role in the user's item, where it has one. */
  listedRoleOf(userId: string): Promise<Role | undefined>;
}

/**
 * Whether the user's item names another role than when they set the webhook up, and a lesser one than
 * the token had that they did it with; or names none any more, as when the user was removed. Where a
 * backend keeps no roles, a token's role is all there is.
 */
export function isDemoted(maker: WebhookMaker, listedRole: Role | undefined): boolean {
  if (listedRole === maker.listedRole) return false;
  if (listedRole === undefined) return true;
  return rankOf(listedRole) < rankOf(maker.role);
}

const ranks: ReadonlyMap<Role, number> = new Map([
  ['operator', 1],
  ['admin', 2],
]);

/** How much a role may: admin above operator above all others. */
export function rankOf(role: Role): number {
  return ranks.get(role) ?? 0;
}

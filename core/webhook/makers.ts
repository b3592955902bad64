import { type Role, type StaffRole, staffRoles } from '../wire/role.ts';
import type { WebhookMaker } from './stored-webhook.ts';

/** Whether webhooks of someone may go on: as before, or not since their token or they were revoked. */
export type MakerStanding = 'may' | 'revoked' | 'demoted';

/** Asks about those whom webhooks act for. */
export interface Makers {
  /** Sees every revocation, ban and change of role that was committed before. */
  standingOf(maker: WebhookMaker): Promise<MakerStanding>;
  /** The role in the user's item, where it has one. */
  listedRoleOf(userId: string): Promise<Role | undefined>;
}

/**
 * What follows from what is known of them. A token says which role someone had when they set the webhook
 * up; the role in their item of Users, where it has another since and a lower one, says that it is less now.
 */
export function makerStanding(
  maker: Pick<WebhookMaker, 'role' | 'listedRole'>,
  now: { readonly isRevoked: boolean; readonly listedRole?: Role | undefined },
): MakerStanding {
  if (now.isRevoked) return 'revoked';
  const { listedRole } = now;
  if (listedRole === undefined || listedRole === maker.listedRole) return 'may';
  return rankOf(listedRole) < rankOf(maker.role) ? 'demoted' : 'may';
}

const ranks: Readonly<Record<StaffRole, number>> = { admin: 2, operator: 1 };

function rankOf(role: Role): number {
  const staff = staffRoles.find(name => name === role);
  return staff === undefined ? 0 : ranks[staff];
}

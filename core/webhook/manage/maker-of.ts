import { Refused } from '../../wire/refused.ts';
import { isStaff } from '../../wire/role.ts';
import { rankOf } from '../makers.ts';
import type { WebhookMaker } from '../stored-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';

/**
 * Who answers for a webhook from now on: with what their token says, and the role they are listed with.
 * A token that is older than the role in Users says too much, and nothing would take it back later.
 *
 * @throws Refused ROLE_NOT_ALLOWED
 */
export async function makerOf(
  manager: Manager,
  { makers }: Pick<ManagePorts, 'makers'>,
): Promise<WebhookMaker> {
  const { userId, role, permissions, addresses, tokenId, sessionId, issuedAtMs } = manager;
  const listedRole = await makers.listedRoleOf(userId);
  if (listedRole !== undefined && isStaff(listedRole) && rankOf(listedRole) < rankOf(role)) {
    const detail = `received a token with the role ${role} of ${userId}, whom Users lists with the role ${listedRole}; expected one that says no more: sign in again`;
    throw new Refused('ROLE_NOT_ALLOWED', detail);
  }
  return {
    ...{ userId, role, permissions },
    ...(addresses !== undefined && { addresses }),
    ...(tokenId !== undefined && { tokenId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(issuedAtMs !== undefined && { issuedAtMs }),
    ...(listedRole !== undefined && { listedRole }),
  };
}

import type { WebhookMaker } from '../stored-webhook.ts';
import type { ManagePorts, Manager } from './manage-ports.ts';

/** Who answers for a webhook from now on: with what their token says, and the role they are listed with. */
export async function makerOf(
  manager: Manager,
  { makers }: Pick<ManagePorts, 'makers'>,
): Promise<WebhookMaker> {
  const { userId, role, permissions, addresses, tokenId, sessionId, issuedAtMs } = manager;
  const listedRole = await makers.listedRoleOf(userId);
  return {
    ...{ userId, role, permissions },
    ...(addresses !== undefined && { addresses }),
    ...(tokenId !== undefined && { tokenId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(issuedAtMs !== undefined && { issuedAtMs }),
    ...(listedRole !== undefined && { listedRole }),
  };
}

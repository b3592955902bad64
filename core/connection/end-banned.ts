import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Revocation } from '../auth/revocation.ts';
import type { Ban, BannedUser, UserBans } from '../auth/user-bans.ts';
import { runConcurrently } from '../run-concurrently.ts';
import { everyToken } from '../wire/token-id.ts';
import { anonymous } from '../wire/user-id.ts';
import { type EndRevokedPorts, endRevoked } from './end-revoked.ts';

/** What ending the connections of banned users works with. */
export interface EndBannedPorts extends EndRevokedPorts {
  readonly bans: UserBans;
  readonly audit: Pick<AuditTrail, 'record'>;
}

/** What became of a batch. */
export interface BanSummary {
  /** Users who are banned indeed. */
  readonly banned: number;
  readonly connectionsEnded: number;
}

/** Users whose connections are ended at the same time. */
const maxAtOnce = 10;

/**
 * Ends what is open of users who are banned, each of them whatever becomes of the others; then throws
 * the first failure, so that the stream gives the batch again. Whether a user is banned is asked of
 * their item as it is now: a record may come late, and must not end what was opened after the ban was
 * lifted. Nobody gets in meanwhile: whoever connects asks the same item, after its lease is written.
 */
export async function endBanned(
  users: readonly BannedUser[],
  correlationId: string,
  ports: EndBannedPorts,
): Promise<BanSummary> {
  let banned = 0;
  let connectionsEnded = 0;
  const failures: unknown[] = [];
  await runConcurrently(users, maxAtOnce, async user => {
    const ban = await ports.bans.find(user.userId).catch((error: unknown) => {
      failures.push(error);
      return undefined;
    });
    if (ban === undefined) return;
    banned += 1;
    const entry = entryOf(user, ban, correlationId);
    try {
      const ended = await endRevoked(revocationOf(user, ban), ports);
      connectionsEnded += ended;
      // A banned user's item may be written again for another reason: then nothing was done.
      if (user.isNew || ended > 0) ports.audit.record({ ...entry, outcome: 'done' });
    } catch (error) {
      failures.push(error);
      ports.audit.record({ ...entry, outcome: 'failed', code: 'STORE_UNAVAILABLE' });
    }
  });
  if (failures.length > 0) throw failures[0];
  return { banned, connectionsEnded };
}

/** A ban ends what a revocation of all the user's tokens would. */
function revocationOf(
  { userId, writtenAtMs: revokedAtMs }: BannedUser,
  { by = anonymous, reason = '' }: Ban,
): Revocation {
  return { userId, tokenId: everyToken, revokedAtMs, by, reason };
}

/** In the audit as an admin's revocation is; the address of whoever wrote the item is not known. */
function entryOf(
  { userId, changeId, writtenAtMs }: BannedUser,
  { by = anonymous, reason }: Ban,
  correlationId: string,
) {
  return {
    ...{ atMs: writtenAtMs, actor: by, action: 'ban_user', subject: `user#${userId}`, reason },
    ...{ sourceIp: '', correlationId, occurrenceId: changeId },
  };
}

import type { PostNotice } from '../../core/connection/mailbox.ts';

/** For leases of streams without a mailbox: nobody is to be notified. */
export const noNotices: PostNotice = async (mailboxId, { connectionId }) => {
  throw new Error(`expected no notice, got one for ${connectionId} to ${mailboxId}`);
};

import type { Mailbox, Notice } from '../../core/connection/mailbox.ts';

/** Rows of one mailbox by connection, as the table keeps them; a read gets 200 at most. */
export function memoryMailbox(id = 'm-1') {
  const rows = new Map<string, Notice>();
  const mailbox: Mailbox = {
    id,
    read: async () => [...rows.values()].slice(0, 200),
    remove: async notices => {
      for (const { connectionId } of notices) rows.delete(connectionId);
    },
  };
  return { mailbox, rows, post: (notice: Notice) => void rows.set(notice.connectionId, notice) };
}

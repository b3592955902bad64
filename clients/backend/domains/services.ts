import type { ItemWriter } from '../item-writer.ts';
import { messageOf } from './messages.ts';
import type { transactionActions } from './transactions.ts';

/**
 * Notices of the services behind the product to the users whom they concern, in their `inbox`. Payments are
 * transactions too: their beginning and end are writes to that table.
 */
export function serviceActions(
  writer: ItemWriter,
  transactions: ReturnType<typeof transactionActions>,
) {
  return {
    payments: {
      started: transactions.payment,
      completed: transactions.completed,
      failed: transactions.failed,
      actionRequired: messageOf(writer, 'payment.action_required', 'high'),
      refunded: messageOf(writer, 'payment.refunded'),
    },
    accounts: {
      balanceChanged: messageOf(writer, 'account.balance_changed'),
      limitReached: messageOf(writer, 'account.limit_reached', 'high'),
      locked: messageOf(writer, 'account.locked', 'high'),
    },
    videos: {
      processingStarted: messageOf(writer, 'video.processing_started', 'low'),
      processingProgress: messageOf(writer, 'video.processing_progress', 'low'),
      processed: messageOf(writer, 'video.processed'),
      processingFailed: messageOf(writer, 'video.processing_failed', 'high'),
    },
    exports: {
      started: messageOf(writer, 'export.started', 'low'),
      progress: messageOf(writer, 'export.progress', 'low'),
      ready: messageOf(writer, 'export.ready'),
      failed: messageOf(writer, 'export.failed', 'high'),
    },
    posts: {
      published: messageOf(writer, 'post.published'),
      commented: messageOf(writer, 'post.commented'),
      removed: messageOf(writer, 'post.removed', 'high'),
    },
    profiles: {
      updated: messageOf(writer, 'profile.updated', 'low'),
      incomplete: messageOf(writer, 'profile.incomplete'),
    },
  };
}

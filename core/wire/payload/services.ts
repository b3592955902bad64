import * as z from 'zod';
import { amount, failure, id } from './field.ts';

const text = z.string().optional();
const currency = text;
const percent = z.number().min(0).max(100);
/** ISO 8601, as the service wrote it: the Outbox passes `data` on as it is. */
const time = z.iso.datetime({ offset: true }).optional();

/**
 * What the services behind the product send to the users whom it concerns: about payments, accounts,
 * videos, exports, posts and profiles. They come through the Outbox, addressed.
 */
export const servicePayloads = {
  'payment.action_required': z.looseObject({ paymentId: id, link: text, message: text }),
  'payment.refunded': z.looseObject({ paymentId: id, amount, currency, reason: text }),

  'account.balance_changed': z.looseObject({ balance: z.int(), currency, reason: text }),
  'account.limit_reached': z.looseObject({ limit: id, message: text }),
  'account.locked': z.looseObject({ reason: text, until: time }),

  'video.processing_started': z.looseObject({ videoId: id, title: text }),
  'video.processing_progress': z.looseObject({ videoId: id, percent }),
  'video.processed': z.looseObject({ videoId: id, title: text, link: text }),
  'video.processing_failed': z.looseObject({ videoId: id, title: text, error: failure.optional() }),

  'export.started': z.looseObject({ exportId: id, name: text }),
  'export.progress': z.looseObject({ exportId: id, percent }),
  'export.ready': z.looseObject({ exportId: id, name: text, link: text, expiresAt: time }),
  'export.failed': z.looseObject({ exportId: id, name: text, error: failure.optional() }),

  'post.published': z.looseObject({ postId: id, authorId: id, title: text, link: text }),
  'post.commented': z.looseObject({ postId: id, commentId: id, authorId: id, link: text }),
  'post.removed': z.looseObject({ postId: id, reason: text }),

  /** `fields`: the names of what changed, not what it is now. */
  'profile.updated': z.looseObject({ userId: id, fields: z.array(z.string()) }),
  'profile.incomplete': z.looseObject({ userId: id, missing: z.array(z.string()) }),
} as const;

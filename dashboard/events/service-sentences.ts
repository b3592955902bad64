import { dayAndTime } from '../parts/format.ts';
import { after, amount, figure, type Sentences } from './reading.ts';

/** Of what the services behind the product send to the users whom it concerns. */
export const serviceSentences = {
  'payment.action_required': ({ paymentId, message }) =>
    `the payment ${paymentId} waits for its user${after(message)}`,
  'payment.refunded': data =>
    `${amount(data.amount, data.currency)} of the payment ${data.paymentId} were refunded${after(data.reason)}`,

  'account.balance_changed': ({ balance, currency, reason }) =>
    `the balance is ${amount(balance, currency)} now${after(reason)}`,
  'account.limit_reached': ({ limit, message }) => `the limit ${limit} is reached${after(message)}`,
  'account.locked': data => `the account is locked${until(data.until)}${after(data.reason)}`,

  'video.processing_started': data => `the video ${titleOf(data)} is being processed`,
  'video.processing_progress': data =>
    `the video ${titleOf(data)} is processed to ${figure(data.percent, percentage)}`,
  'video.processed': data => `the video ${titleOf(data)} is ready`,
  'video.processing_failed': data =>
    `the video ${titleOf(data)} could not be processed${after(data.error)}`,

  'export.started': data => `the export ${exportOf(data)} has begun`,
  'export.progress': data =>
    `the export ${exportOf(data)} is done to ${figure(data.percent, percentage)}`,
  'export.ready': data => `the export ${exportOf(data)} is ready${until(data.expiresAt)}`,
  'export.failed': data => `the export ${exportOf(data)} failed${after(data.error)}`,

  'post.published': ({ authorId, title, postId }) => `${authorId} published ${title ?? postId}`,
  'post.commented': ({ authorId, postId }) => `${authorId} commented on ${postId}`,
  'post.removed': ({ postId, reason }) => `the post ${postId} was removed${after(reason)}`,

  'profile.updated': data => `${data.userId} has changed ${list(data.fields)}`,
  'profile.incomplete': data => `the profile of ${data.userId} lacks ${list(data.missing)}`,
} satisfies Partial<Sentences>;

/** The title or name is documented for some of these types, and others may have it all the same. */
const titleOf = ({ title, videoId }: { title?: unknown; videoId: string }): string =>
  typeof title === 'string' ? title : videoId;
const exportOf = ({ name, exportId }: { name?: unknown; exportId: string }): string =>
  typeof name === 'string' ? name : exportId;
const percentage = (value: number): string => `${value} %`;

/** Until when, in the reader's own zone; nothing of what is no time. */
function until(time = ''): string {
  const timeMs = Date.parse(time);
  return Number.isNaN(timeMs) ? '' : ` until ${dayAndTime(timeMs)}`;
}

const list = (names: readonly string[]): string =>
  Array.isArray(names) && names.length > 0 ? names.join(', ') : 'something';

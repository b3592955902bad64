import { dayAndTime } from '../parts/format.ts';
import { after, amount, type Data, figure, text } from './reading.ts';

/** What is told of what the services behind the product say to those whom it concerns. */
export const serviceSentences = {
  'payment.action_required': (data: Data) =>
    `the payment ${text(data, 'paymentId')} waits for its user${after(data, 'message')}`,
  'payment.refunded': (data: Data) =>
    `${amount(data)} of the payment ${text(data, 'paymentId')} were refunded${after(data, 'reason')}`,

  'account.balance_changed': (data: Data) =>
    `the balance is ${amount(data, 'balance')} now${after(data, 'reason')}`,
  'account.limit_reached': (data: Data) =>
    `the limit ${text(data, 'limit')} is reached${after(data, 'message')}`,
  'account.locked': (data: Data) =>
    `the account is locked${until(data, 'until')}${after(data, 'reason')}`,

  'video.processing_started': (data: Data) => `the video ${titleOf(data)} is being processed`,
  'video.processing_progress': (data: Data) =>
    `the video ${titleOf(data)} is processed to ${percent(data)}`,
  'video.processed': (data: Data) => `the video ${titleOf(data)} is ready`,
  'video.processing_failed': (data: Data) =>
    `the video ${titleOf(data)} could not be processed${after(data, 'error')}`,

  'export.started': (data: Data) => `the export ${exportOf(data)} has begun`,
  'export.progress': (data: Data) => `the export ${exportOf(data)} is done to ${percent(data)}`,
  'export.ready': (data: Data) =>
    `the export ${exportOf(data)} is ready${until(data, 'expiresAt')}`,
  'export.failed': (data: Data) => `the export ${exportOf(data)} failed${after(data, 'error')}`,

  'post.published': (data: Data) =>
    `${text(data, 'authorId')} published ${text(data, 'title', text(data, 'postId'))}`,
  'post.commented': (data: Data) =>
    `${text(data, 'authorId')} commented on ${text(data, 'postId')}`,
  'post.removed': (data: Data) =>
    `the post ${text(data, 'postId')} was removed${after(data, 'reason')}`,

  'profile.updated': (data: Data) => `${text(data, 'userId')} has changed ${list(data, 'fields')}`,
  'profile.incomplete': (data: Data) =>
    `the profile of ${text(data, 'userId')} lacks ${list(data, 'missing')}`,
} as const;

const titleOf = (data: Data): string => text(data, 'title', text(data, 'videoId'));
const exportOf = (data: Data): string => text(data, 'name', text(data, 'exportId'));
const percent = (data: Data): string => figure(data, 'percent', value => `${value} %`);

/** Until when, in the reader's own zone; nothing of what is no time. */
function until(data: Data, name: string): string {
  const timeMs = Date.parse(text(data, name));
  return Number.isNaN(timeMs) ? '' : ` until ${dayAndTime(timeMs)}`;
}

function list(data: Data, name: string): string {
  const values = data[name];
  const names = Array.isArray(values) ? values.filter(value => typeof value === 'string') : [];
  return names.length === 0 ? 'something' : names.join(', ');
}

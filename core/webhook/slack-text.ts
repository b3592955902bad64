import { cutText } from '../wire/cut-text.ts';
import { escapeUnseen } from '../wire/readable-text.ts';
import type { StoredDelivery } from './delivery.ts';

/** What Slack shows of a text without folding it, and other chat tools take. */
const maxSlackText = 3_000;

/** Of one value that is shown. */
const maxValue = 200;

/** What replaces the end of a text that is too long. */
const mark = '…';

/**
 * An event as text for a chat tool: what happened and on which channel, then the plain values of its
 * data, what they are of first, then when and under which id. Nothing in it mentions anybody or
 * becomes a link. https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function slackText({ event, gap }: Pick<StoredDelivery, 'event' | 'gap'>): string {
  const { type, channel, priority, data, timestamp, id } = event;
  const loud = priority === 'high' || priority === 'critical' ? ` (${priority})` : '';
  const lines = [
    ...(gap === undefined ? [] : [`Events before this one were not delivered: ${gap.reason}`]),
    `${spoken(type)} on ${channel}${loud}`,
    ...valuesOf(data).map(([name, value]) => `${name}: ${value}`),
    `${new Date(timestamp).toISOString()}, event ${id}`,
  ];
  return escapedWithin(lines.map(escapeUnseen).join('\n'), maxSlackText);
}

/** `BET_MATCHED` and `stream.rate_changed` as people read them: Bet matched, Stream: rate changed. */
function spoken(type: string): string {
  // A type of the Outbox may be one word of several: `reportUpdate`.
  const isLoud = type === type.toUpperCase();
  const words = (isLoud ? type.toLowerCase() : type.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' '))
    .replaceAll(/[.:]/g, ': ')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Ids first: they say which fight, bet or user it is of. What is nested is left to the event itself. */
function valuesOf(data: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  const plain = Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, cutText(String(value), maxValue, mark)] as const]
      : [],
  );
  return [...plain.filter(isOfId), ...plain.filter(field => !isOfId(field))];
}

const isOfId = ([name]: readonly [string, string]): boolean => /(^i|I)d$/.test(name);

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The text escaped, whole characters of it, with a mark where some are left out. */
function escapedWithin(text: string, maxLength: number): string {
  // What is escaped is never shorter than what it stands for.
  const beginning = cutText(text, maxLength + 1);
  let escaped = '';
  let lastFitting = '';
  for (const character of beginning) {
    escaped += escapes[character] ?? character;
    if (escaped.length > maxLength) return `${lastFitting}${mark}`;
    if (escaped.length <= maxLength - mark.length) lastFitting = escaped;
  }
  return escaped;
}

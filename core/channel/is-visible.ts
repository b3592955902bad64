import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import { isAtLeast, type Priority } from '../wire/priority.ts';
import { type ChannelReader, isForReader } from '../wire/shown-on.ts';
import { mayRead } from './channels.ts';

/** Who reads a log, and what they asked for. */
export interface Reader extends ChannelReader {
  /** Only these event types; absent: all. */
  readonly types?: ReadonlySet<string>;
  /** At least this priority; absent: all. */
  readonly minPriority?: Priority;
}

/**
 * Whether the reader of `log` sees the event. Role or permissions must allow both the log that is read
 * and the event's home: a copy in another log (`global`, `notifications`, the inbox, a target's
 * channels) never shows anyone what it may not read at home. An addressed event is seen by those it is
 * addressed to and, on `global`, by admins; the inbox holds nothing else. One of a payment stream is
 * seen by its two sides and by staff, one of a workflow that says `visibleTo` by those whom it names.
 */
export function isVisible(event: ChannelEvent, reader: Reader, log: ChannelName): boolean {
  if (!mayRead(log, reader) || !mayRead(event.channel, reader)) return false;
  if (!isForReader(event, reader, log)) return false;
  if (reader.types !== undefined && !reader.types.has(event.type)) return false;
  return reader.minPriority === undefined || isAtLeast(event.priority, reader.minPriority);
}

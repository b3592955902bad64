import { type Channel, servedChannel } from '../../core/channel/channels.ts';
import type { LogEntry } from '../../core/log/segment.ts';
import { isAddressed, isEveryones } from '../../core/wire/addressee.ts';
import { formatCursor } from '../../core/wire/cursor.ts';
import type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';
import type { EventRequest } from '../../core/wire/management/events.ts';

/** What a replayed event's type begins with: no state makes one, and no page takes one for state. */
const replayPrefix = 'replay.';

/** As `eventTypePattern` has it. */
const maxTypeLength = 64;

/** Which run of a replay it is of, and where to. */
export interface Replay {
  /** The log that is read. */
  readonly channel: ChannelName;
  readonly into: ChannelName;
  /** Of the same name each event is published once a day. */
  readonly run: string;
}

/**
 * An event of a log as `POST /events` is asked for it: its type with `replay.` before it, and the whole
 * envelope with its cursor as data, so that nobody takes it for news. It is of low priority, so that it
 * is in no other channel but the one that it goes to.
 */
export function replayedEvent(
  { epoch, seq, event, appendedAtMs }: LogEntry,
  { channel, into, run }: Replay,
): EventRequest {
  const cursor = formatCursor({ epoch, seq });
  return {
    target: { channels: [into as Exclude<ChannelName, 'inbox'>] },
    type: `${replayPrefix}${event.type}`.slice(0, maxTypeLength),
    priority: 'low',
    data: { replayOf: { channel, cursor, appendedAt: appendedAtMs }, event },
    idempotencyKey: `replay-${run}-${into}-${channel}-${cursor}`,
  };
}

/**
 * Whether everyone who reads the channel that it would go to may read the event where it is at home. One
 * that is addressed to someone is for them alone.
 */
export function mayBeShown(event: ChannelEvent, into: ChannelName): boolean {
  const home = servedChannel(event.channel);
  const target = servedChannel(into);
  if (home === undefined || target === undefined || isAddressed(event)) return false;
  // Under its new type nothing keeps it to staff and to its own people any more.
  if (!isEveryones(event) && target.permission !== undefined) return false;
  if (event.channel === 'workflows' && event.data.visibleTo !== undefined) return false;
  if (target.readers === 'signed-in') return false;
  if (home.readers === 'signed-in') return target.permission === undefined;
  return isWithin(target, home);
}

function isWithin(target: Channel, home: Channel): boolean {
  const { readers, permission } = target;
  const isRoleWithin =
    readers !== 'signed-in' && readers.every(role => home.readers.includes(role));
  return isRoleWithin && (permission === undefined || permission === home.permission);
}

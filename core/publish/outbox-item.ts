import type { Item } from '../change/change.ts';
import { type Channel, channels, inbox } from '../channel/channels.ts';
import { type Connection, shownChannels } from '../connection/connection.ts';
import { everyone } from '../wire/addressee.ts';
import type { ChannelName, Target } from '../wire/event.ts';
import type { Priority } from '../wire/priority.ts';

/** Whom a published event is for. */
export type Audience =
  | { readonly connection: Pick<Connection, 'connectionId' | 'channel' | 'channels'> }
  | { readonly users: readonly string[] }
  | { readonly roles: readonly string[] }
  | { readonly channels: readonly ChannelName[] }
  | { readonly broadcast: true };

/** An event that someone publishes. */
export interface Publication {
  readonly audience: Audience;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly priority?: Priority | undefined;
  readonly correlationId?: string | undefined;
  /** The trace in which it is published. */
  readonly traceparent?: string | undefined;
}

const source = 'management';

/** The Outbox item that becomes the event: writing it is all there is to publishing. */
export function outboxItem(
  { audience, ...publication }: Publication,
  eventId: string,
  nowMs: number,
): Item {
  const createdAt = new Date(nowMs).toISOString();
  const item = { ...publication, ...addressOf(audience), eventId, source, createdAt };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

function addressOf(audience: Audience): { channel?: ChannelName; target?: Target } {
  if ('users' in audience) return { target: { users: [...audience.users] } };
  if ('roles' in audience) return { target: { roles: [...audience.roles] } };
  if ('channels' in audience) return channelAddress(audience.channels);
  if ('broadcast' in audience) {
    return { target: { roles: [everyone], channels: channels.map(({ name }) => name) } };
  }
  const { connectionId } = audience.connection;
  const read = shownChannels(audience.connection);
  // Who reads the inbox gets it from there.
  const copies = read.includes(inbox.name) ? {} : { channels: [...read] };
  return { target: { connections: [connectionId], ...copies } };
}

/**
 * A copy shows nobody what they may not read at home. So the home is the channel that most may read,
 * by role or by permission; the others' readers are among its own (a test of the channels says so).
 */
function channelAddress(names: readonly ChannelName[]): { channel?: ChannelName; target?: Target } {
  const [home, ...copies] = channels
    .filter(({ name }) => names.includes(name))
    .toSorted((one, other) => readersOf(other) - readersOf(one))
    .map(({ name }) => name);
  if (home === undefined) return {};
  return copies.length === 0 ? { channel: home } : { channel: home, target: { channels: copies } };
}

/** How many may read it, to compare: whoever has the permission comes on top of the same roles. */
function readersOf({ readers, permission }: Channel): number {
  if (readers === 'signed-in') return Number.POSITIVE_INFINITY;
  return readers.length + (permission === undefined ? 0 : 0.5);
}

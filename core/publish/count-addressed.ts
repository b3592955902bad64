import { isVisible } from '../channel/is-visible.ts';
import { logsFor } from '../channel/logs-for.ts';
import {
  type Connection,
  type ConnectionDirectory,
  shownChannels,
} from '../connection/connection.ts';
import { runConcurrently } from '../run-concurrently.ts';
import { isAddressed, isAddressedTo } from '../wire/addressee.ts';
import type { ConnectionChannel } from '../wire/connection-state.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';

/** Reads under way at the same time. */
const maxAtOnce = 25;
const pageSize = 500;
/** Pages of one channel: beyond 10,000 connections a count is of no use that is worth the reading. */
const maxPages = 20;

/** How many open connections some events are for. */
export interface AddressedCount {
  readonly connections: number;
  /** Whether there were too many to look at all of them. */
  readonly isAtLeast: boolean;
}

/**
 * Whether the event is for this connection: it is named by it, or reads a channel that is, and gets to
 * see it there, on any channel of a Live stream. Those who merely see it too (admins on `global`, everyone on duty) are not counted.
 */
function isFor(event: ChannelEvent, connection: Connection): boolean {
  if (isAddressed(event) && !isAddressedTo(event, connection)) return false;
  const logs = isAddressed(event) ? logsFor(event) : namedChannels(event);
  return shownChannels(connection).some(
    channel => logs.includes(channel) && isVisible(event, connection, channel),
  );
}

/** Counts each connection once, however many of the events are for it. */
export async function countAddressed(
  events: readonly ChannelEvent[],
  directory: ConnectionDirectory,
): Promise<AddressedCount> {
  const counted = new Set<string>();
  let isAtLeast = false;
  const look = (found: readonly Connection[]): void => {
    for (const connection of found) {
      if (events.some(event => isFor(event, connection))) counted.add(connection.connectionId);
    }
  };
  const targets = events.flatMap(({ metadata }) => metadata?.target ?? []);
  await runConcurrently(
    unique(targets.flatMap(({ users = [] }) => users)),
    maxAtOnce,
    async userId => look(await directory.ofUser(userId)),
  );
  await runConcurrently(
    unique(targets.flatMap(target => target.connections ?? [])),
    maxAtOnce,
    async id => {
      const found = await directory.find(id);
      if (found !== undefined) look([found]);
    },
  );
  await runConcurrently(unique(events.flatMap(channelsToLookAt)), maxAtOnce, async channel => {
    let next: string | undefined;
    for (let pages = 0; pages < maxPages; pages += 1) {
      const at = next === undefined ? {} : { next };
      const page = await directory.onChannel(channel, { limit: pageSize, ...at });
      look(page.connections);
      next = page.next;
      if (next === undefined) return;
    }
    isAtLeast = true;
  });
  return { connections: counted.size, isAtLeast };
}

/** The channels of which any reader may be meant. */
function channelsToLookAt(event: ChannelEvent): readonly ConnectionChannel[] {
  if (!isAddressed(event)) return [...namedChannels(event), 'live'];
  if (event.metadata?.target?.roles === undefined) return [];
  return [...logsFor(event), 'proposals', 'live'];
}

function namedChannels(event: ChannelEvent): readonly ChannelName[] {
  return [event.channel, ...(event.metadata?.target?.channels ?? [])];
}

function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)];
}

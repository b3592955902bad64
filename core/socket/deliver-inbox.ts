import { isVisible } from '../channel/is-visible.ts';
import {
  deliverInOrder,
  eventMessage,
  maxAtOnce,
  pagesOf,
  recentEntries,
} from '../connection/event-messages.ts';
import { indexPausesMs } from '../connection/find-connection.ts';
import type { SocketConnection } from '../connection/socket-connections.ts';
import type { DeliveryPorts, OutgoingMessage } from '../connection/socket-delivery.ts';
import type { SocketDirectory } from '../connection/socket-directory.ts';
import type { LogEntry, Segment } from '../log/segment.ts';
import { runConcurrently } from '../run-concurrently.ts';
import { PostedEvents } from '../trace/posted-events.ts';
import { formatCursor } from '../wire/cursor.ts';
import type { ChannelEvent } from '../wire/event.ts';

/** What the courier works with. */
export interface CourierPorts extends DeliveryPorts {
  readonly directory: SocketDirectory;
}

/** An event on its way to those it is addressed to. */
interface AddressedMessage {
  readonly event: ChannelEvent;
  readonly appendedAtMs: number;
  readonly outgoing: OutgoingMessage;
}

/**
 * Posts the inbox's new events to the sockets of those they are addressed to: to each socket its own
 * in the log's order, to different sockets at once. A socket sees of the inbox what its reader would
 * see as a stream. Returns how many messages were sent. Throws only when the connections cannot be
 * read, so that the stream gives the segments again; messages have the events' ids.
 */
export async function deliverInbox(
  segments: readonly Segment[],
  ports: CourierPorts,
): Promise<number> {
  const nowMs = ports.now();
  const addressed = recentEntries(segments, nowMs).map(entry => addressedMessage(entry, nowMs));
  const reached = new Set<string>();
  const posted = new PostedEvents();
  let sent = 0;
  const deliver = async (sockets: readonly SocketConnection[]): Promise<void> => {
    const fresh = new Map(
      sockets.flatMap(socket =>
        reached.has(socket.connectionId) ? [] : [[socket.connectionId, socket] as const],
      ),
    );
    await runConcurrently([...fresh.values()], maxAtOnce, async socket => {
      const its = addressed.filter(({ event }) => isVisible(event, socket, 'inbox'));
      const count = await deliverInOrder(
        socket,
        its.map(({ outgoing }) => outgoing),
        ports,
      );
      sent += count;
      posted.add(
        its.slice(0, count).map(({ event }) => event),
        ports.now(),
      );
    });
    for (const connectionId of fresh.keys()) reached.add(connectionId);
  };
  const named = [...new Set(addressed.flatMap(connectionsOf))];
  const { sockets, unlisted } = await namedSockets(named, ports);
  await deliver([...(await userSockets(addressed, ports)), ...sockets]);
  if (addressed.some(({ event }) => event.metadata?.target?.roles !== undefined)) {
    for await (const page of ports.directory.pages()) await deliver(await asTheyAre(page, ports));
  }
  // Last, for nobody else is to wait for them; only for what was young when they were looked for first.
  const youngSinceMs = nowMs - indexPausesMs.reduce((sum, pauseMs) => sum + pauseMs, 0);
  const young = addressed.filter(({ appendedAtMs }) => appendedAtMs > youngSinceMs);
  const late = new Set(young.flatMap(connectionsOf));
  await deliver(
    await lateSockets(
      unlisted.filter(id => late.has(id)),
      ports,
    ),
  );
  posted.log(ports.logHop);
  return sent;
}

function addressedMessage(entry: LogEntry, nowMs: number): AddressedMessage {
  const { epoch, seq, event, appendedAtMs } = entry;
  const cursor = formatCursor({ epoch, seq });
  const message = { event: 'inbox_event', id: event.id, timestamp: nowMs } as const;
  const outgoing = eventMessage(entry, {
    whole: { ...message, data: { cursor, event } },
    place: { ...message, data: { cursor } },
  });
  return { event, appendedAtMs, outgoing };
}

const connectionsOf = ({ event }: AddressedMessage) => event.metadata?.target?.connections ?? [];

/** The sockets of the users that the messages name. */
async function userSockets(
  addressed: readonly AddressedMessage[],
  { connections, now }: CourierPorts,
): Promise<readonly SocketConnection[]> {
  const users = addressed.flatMap(({ event }) => event.metadata?.target?.users ?? []);
  const found: SocketConnection[] = [];
  await runConcurrently([...new Set(users)], maxAtOnce, async userId => {
    found.push(...(await connections.listOf(userId, now())));
  });
  return found;
}

/**
 * Those of the connections that are sockets, as they are now, and those that the index has not: who has just
 * connected is in it a moment later.
 */
async function namedSockets(
  ids: readonly string[],
  ports: CourierPorts,
): Promise<{
  readonly sockets: readonly SocketConnection[];
  readonly unlisted: readonly string[];
}> {
  const listed: SocketConnection[] = [];
  const unlisted: string[] = [];
  await runConcurrently(ids, maxAtOnce, async id => {
    const found = await ports.directory.find(id);
    if (found === undefined) unlisted.push(id);
    else if (found.socket !== undefined) listed.push(found.socket);
  });
  return { sockets: await asTheyAre(listed, ports), unlisted };
}

/** Looks again for connections that the index did not have, for as long as it may lag. */
async function lateSockets(
  unlisted: readonly string[],
  ports: CourierPorts,
): Promise<readonly SocketConnection[]> {
  let left = unlisted;
  const found: SocketConnection[] = [];
  for (const pauseMs of indexPausesMs) {
    if (left.length === 0) break;
    await ports.pause(pauseMs);
    const looked = await namedSockets(left, ports);
    found.push(...looked.sockets);
    left = looked.unlisted;
  }
  return found;
}

/** One whose token seems to have ended may have authenticated again: the index shows that a moment later. */
async function asTheyAre(
  listed: readonly SocketConnection[],
  { connections, now }: CourierPorts,
): Promise<readonly SocketConnection[]> {
  const nowMs = now();
  const doubted = listed.filter(({ tokenExpiresAtMs }) => tokenExpiresAtMs <= nowMs);
  const found: SocketConnection[] = [];
  await runConcurrently(pagesOf(doubted), maxAtOnce, async page => {
    found.push(...(await connections.find(page, nowMs)));
  });
  return [...listed.filter(socket => !doubted.includes(socket)), ...found];
}

import { isVisible } from '../channel/is-visible.ts';
import {
  deliverInOrder,
  eventMessage,
  maxAtOnce,
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
    for await (const page of ports.directory.pages()) await deliver(page);
  }
  // Last, for nobody else is to wait for them.
  await deliver(await lateSockets(unlisted, addressed, ports));
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

/** Those of the connections that are sockets, and those that the index has not. */
async function namedSockets(
  ids: readonly string[],
  { directory }: CourierPorts,
): Promise<{
  readonly sockets: readonly SocketConnection[];
  readonly unlisted: readonly string[];
}> {
  const sockets: SocketConnection[] = [];
  const unlisted: string[] = [];
  await runConcurrently(ids, maxAtOnce, async id => {
    const listed = await directory.find(id);
    if (listed === undefined) unlisted.push(id);
    else if (listed.socket !== undefined) sockets.push(listed.socket);
  });
  return { sockets, unlisted };
}

/**
 * Looks again for connections that the index did not have: who just connected is in it a moment later.
 * Only for what was appended that moment ago: a courier that is behind waits for nobody.
 */
async function lateSockets(
  unlisted: readonly string[],
  addressed: readonly AddressedMessage[],
  ports: CourierPorts,
): Promise<readonly SocketConnection[]> {
  const since = ports.now() - indexPausesMs.reduce((sum, pauseMs) => sum + pauseMs, 0);
  const young = new Set(
    addressed.filter(({ appendedAtMs }) => appendedAtMs > since).flatMap(connectionsOf),
  );
  let left = unlisted.filter(id => young.has(id));
  const found: SocketConnection[] = [];
  for (const pauseMs of indexPausesMs) {
    if (left.length === 0) break;
    await ports.pause(pauseMs);
    const looked = await namedSockets(left, ports);
    found.push(...looked.sockets);
    left = [...looked.unlisted];
  }
  return found;
}

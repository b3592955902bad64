import { isVisible } from '../channel/is-visible.ts';
import {
  deliverInOrder,
  eventMessage,
  maxAtOnce,
  recentEntries,
} from '../connection/event-messages.ts';
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
  await deliver(await namedSockets(addressed, ports));
  if (addressed.some(({ event }) => event.metadata?.target?.roles !== undefined)) {
    for await (const page of ports.directory.pages()) await deliver(page);
  }
  posted.log(ports.logHop);
  return sent;
}

function addressedMessage(entry: LogEntry, nowMs: number): AddressedMessage {
  const { epoch, seq, event } = entry;
  const cursor = formatCursor({ epoch, seq });
  const message = { event: 'inbox_event', id: event.id, timestamp: nowMs } as const;
  const outgoing = eventMessage(entry, {
    whole: { ...message, data: { cursor, event } },
    place: { ...message, data: { cursor } },
  });
  return { event, outgoing };
}

/** The sockets of the users, and those of the connections, that the messages name. */
async function namedSockets(
  addressed: readonly AddressedMessage[],
  { connections, directory, now }: CourierPorts,
): Promise<readonly SocketConnection[]> {
  const targets = addressed.flatMap(({ event }) => event.metadata?.target ?? []);
  const found: SocketConnection[] = [];
  await runConcurrently(
    [...new Set(targets.flatMap(({ users = [] }) => users))],
    maxAtOnce,
    async userId => {
      found.push(...(await connections.listOf(userId, now())));
    },
  );
  await runConcurrently(
    [...new Set(targets.flatMap(target => target.connections ?? []))],
    maxAtOnce,
    async id => {
      const socket = await directory.find(id);
      if (socket !== undefined) found.push(socket);
    },
  );
  return found;
}

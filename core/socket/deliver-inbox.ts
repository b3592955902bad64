import { isVisible } from '../channel/is-visible.ts';
import type { SocketConnection } from '../connection/socket-connections.ts';
import {
  type DeliveryPorts,
  deliverToConnection,
  type OutgoingMessage,
  outgoingMessage,
} from '../connection/socket-delivery.ts';
import type { SocketDirectory } from '../connection/socket-directory.ts';
import { entriesOf, type Segment } from '../log/segment.ts';
import { runConcurrently } from '../run-concurrently.ts';
import { formatCursor } from '../wire/cursor.ts';
import type { ChannelEvent } from '../wire/event.ts';

/** What the courier works with. */
export interface CourierPorts extends DeliveryPorts {
  readonly directory: SocketDirectory;
}

/** Reads and posts under way at the same time. */
const maxAtOnce = 50;

/**
 * What API Gateway carries in one message.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const maxMessageBytes = 128 * 1024;

/**
 * As old as a record of the stream may become (`lib/constructs/inbox-courier.ts`). A segment that is
 * older was copied back by a restore: what it holds was posted when it was new.
 */
const maxAgeMs = 10 * 60_000;

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
  const addressed = segments
    .filter(({ appendedAtMs }) => nowMs - appendedAtMs < maxAgeMs)
    .flatMap(segment => addressedMessages(segment, nowMs));
  const reached = new Set<string>();
  let sent = 0;
  const deliver = async (sockets: readonly SocketConnection[]): Promise<void> => {
    const fresh = new Map(
      sockets.flatMap(socket =>
        reached.has(socket.connectionId) ? [] : [[socket.connectionId, socket] as const],
      ),
    );
    await runConcurrently([...fresh.values()], maxAtOnce, async socket => {
      const count = await deliverTo(socket, addressed, ports);
      sent += count;
    });
    for (const connectionId of fresh.keys()) reached.add(connectionId);
  };
  await deliver(await namedSockets(addressed, ports));
  if (addressed.some(({ event }) => event.metadata?.target?.roles !== undefined)) {
    for await (const page of ports.directory.pages()) await deliver(page);
  }
  return sent;
}

function addressedMessages(segment: Segment, nowMs: number): readonly AddressedMessage[] {
  return entriesOf(segment).map(({ epoch, seq, event }) => {
    const cursor = formatCursor({ epoch, seq });
    const message = { event: 'inbox_event', id: event.id, timestamp: nowMs } as const;
    const whole = outgoingMessage({ ...message, data: { cursor, event } }, event.timestamp);
    const fits = new TextEncoder().encode(whole.text).length <= maxMessageBytes;
    return {
      event,
      outgoing: fits ? whole : outgoingMessage({ ...message, data: { cursor } }, event.timestamp),
    };
  });
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

/** One that does not answer gets nothing more of this batch: it would only hold up the others. */
async function deliverTo(
  socket: SocketConnection,
  addressed: readonly AddressedMessage[],
  ports: CourierPorts,
): Promise<number> {
  let sent = 0;
  for (const { event, outgoing } of addressed) {
    if (!isVisible(event, socket, 'inbox')) continue;
    if ((await deliverToConnection(socket, outgoing, ports)) !== 'sent') return sent;
    sent += 1;
  }
  return sent;
}

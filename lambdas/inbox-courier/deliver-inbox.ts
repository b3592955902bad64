import { isVisible } from '../../core/channel/is-visible.ts';
import type { SocketConnection } from '../../core/connection/socket-connections.ts';
import type { SocketDirectory } from '../../core/connection/socket-directory.ts';
import { entriesOf, type Segment } from '../../core/log/segment.ts';
import { inTurns } from '../../core/run-concurrently.ts';
import { formatCursor } from '../../core/wire/cursor.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import {
  type DeliveryPorts,
  type Parcel,
  parcelOf,
  tellConnection,
} from '../adapters/connections/socket-delivery.ts';

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
interface Letter {
  readonly event: ChannelEvent;
  readonly parcel: Parcel;
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
  const letters = segments
    .filter(({ appendedAtMs }) => nowMs - appendedAtMs < maxAgeMs)
    .flatMap(segment => lettersOf(segment, nowMs));
  const told = new Set<string>();
  let sent = 0;
  const tell = async (sockets: readonly SocketConnection[]): Promise<void> => {
    const fresh = new Map(
      sockets.flatMap(socket =>
        told.has(socket.connectionId) ? [] : [[socket.connectionId, socket] as const],
      ),
    );
    await inTurns([...fresh.values()], maxAtOnce, async socket => {
      const messages = await deliverTo(socket, letters, ports);
      sent += messages;
    });
    for (const connectionId of fresh.keys()) told.add(connectionId);
  };
  await tell(await namedSockets(letters, ports));
  if (letters.some(({ event }) => event.metadata?.target?.roles !== undefined)) {
    for await (const page of ports.directory.pages()) await tell(page);
  }
  return sent;
}

function lettersOf(segment: Segment, nowMs: number): readonly Letter[] {
  return entriesOf(segment).map(({ epoch, seq, event }) => {
    const cursor = formatCursor({ epoch, seq });
    const message = { event: 'inbox_event', id: event.id, timestamp: nowMs } as const;
    const whole = parcelOf({ ...message, data: { cursor, event } }, event.timestamp);
    const fits = Buffer.byteLength(whole.text) <= maxMessageBytes;
    return {
      event,
      parcel: fits ? whole : parcelOf({ ...message, data: { cursor } }, event.timestamp),
    };
  });
}

/** The sockets of the users, and those of the connections, that the letters name. */
async function namedSockets(
  letters: readonly Letter[],
  { connections, directory, now }: CourierPorts,
): Promise<readonly SocketConnection[]> {
  const targets = letters.flatMap(({ event }) => event.metadata?.target ?? []);
  const found: SocketConnection[] = [];
  await inTurns(
    [...new Set(targets.flatMap(({ users = [] }) => users))],
    maxAtOnce,
    async userId => {
      found.push(...(await connections.listOf(userId, now())));
    },
  );
  await inTurns(
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
  letters: readonly Letter[],
  ports: CourierPorts,
): Promise<number> {
  let sent = 0;
  for (const { event, parcel } of letters) {
    if (!isVisible(event, socket, 'inbox')) continue;
    if ((await tellConnection(socket, parcel, ports)) !== 'sent') return sent;
    sent += 1;
  }
  return sent;
}

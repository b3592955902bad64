import { entriesOf, type LogEntry, type Segment } from '../log/segment.ts';
import type { ServerMessage } from '../wire/socket/server-message.ts';
import type { SocketConnection, SocketKey } from './socket-connections.ts';
import {
  type DeliveryPorts,
  deliverToConnection,
  type OutgoingMessage,
  outgoingMessage,
} from './socket-delivery.ts';

/** Reads and posts under way at the same time. */
export const maxAtOnce = 50;

/** As many keys as `SocketConnections.find` takes. */
const pageSize = 100;

/**
 * What API Gateway carries in one message.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const maxMessageBytes = 128 * 1024;

/**
 * As old as a record of the stream may become (`lib/constructs/log-stream.ts`). A segment that is
 * older was copied back by a restore: what it holds was posted when it was new.
 */
const maxAgeMs = 10 * 60_000;

/** The events of segments that came a moment ago, in order. */
export function recentEntries(segments: readonly Segment[], nowMs: number): readonly LogEntry[] {
  return segments
    .filter(({ appendedAtMs }) => nowMs - appendedAtMs < maxAgeMs)
    .flatMap(segment => entriesOf(segment));
}

/** The keys in pages, for `SocketConnections.find`. */
export function pagesOf(keys: readonly SocketKey[]): readonly (readonly SocketKey[])[] {
  const pages = Math.ceil(keys.length / pageSize);
  return Array.from({ length: pages }, (_, page) =>
    keys.slice(page * pageSize, (page + 1) * pageSize),
  );
}

/** A message that reports the event; the one without the event, if the first is too large to be carried. */
export function eventMessage(
  { event }: LogEntry,
  messages: { readonly whole: ServerMessage; readonly place: ServerMessage },
): OutgoingMessage {
  const whole = outgoingMessage(messages.whole, event.timestamp);
  const fits = new TextEncoder().encode(whole.text).length <= maxMessageBytes;
  return fits ? whole : outgoingMessage(messages.place, event.timestamp);
}

/**
 * Posts one message after the other, and returns how many were sent. A socket that does not answer gets
 * nothing more of them: it would only hold up the others.
 */
export async function deliverInOrder(
  socket: SocketConnection,
  messages: Iterable<OutgoingMessage>,
  ports: DeliveryPorts,
): Promise<number> {
  let sent = 0;
  for (const outgoing of messages) {
    if ((await deliverToConnection(socket, outgoing, ports)) !== 'sent') return sent;
    sent += 1;
  }
  return sent;
}

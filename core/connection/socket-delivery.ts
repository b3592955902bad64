import type { Clock } from '../clock.ts';
import type { Statistics } from '../statistics/statistics.ts';
import type { LogHop } from '../trace/hop.ts';
import type { ServerMessage } from '../wire/socket/server-message.ts';
import type { SocketConnection, SocketConnections } from './socket-connections.ts';
import { longestHandshakeMs, type SocketGateway } from './socket-gateway.ts';

/** What delivering works with. */
export interface DeliveryPorts {
  readonly connections: SocketConnections;
  readonly gateway: SocketGateway;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly statistics: Pick<Statistics, 'delivered'>;
  /** Called with a message that did not arrive, and why. */
  readonly onDeliveryFailed: (
    connection: SocketConnection,
    messageId: string,
    reason: unknown,
  ) => void;
  /** @default - no hop is logged */
  readonly logHop?: LogHop;
}

/** A message as it is posted: encoded once, whoever gets it. */
export interface OutgoingMessage {
  readonly id: string;
  readonly text: string;
  /** When the write was made that it reports; absent: it reports how things are. */
  readonly writtenAtMs?: number | undefined;
}

/** The pauses before each new try at a young connection. */
const youngPausesMs = [100, 200, 400, 800] as const;

/**
 * Encodes a message once for all its recipients. `writtenAtMs` is the time of the write that it reports,
 * from which the delivery time is counted; milliseconds since the Unix epoch.
 */
export function outgoingMessage(message: ServerMessage, writtenAtMs?: number): OutgoingMessage {
  return { id: message.id, text: JSON.stringify(message), writtenAtMs };
}

/**
 * Posts to every connection of the user, all at once, and calls `onSent` for each that it got to. Throws
 * only when the connections cannot be read; a connection that cannot be reached is its own loss: it is
 * greeted when it comes back.
 */
export async function deliverToUser(
  userId: string,
  outgoing: OutgoingMessage,
  ports: DeliveryPorts,
  onSent: () => void,
): Promise<void> {
  const found = await ports.connections.listOf(userId, ports.now());
  const deliver = async (connection: SocketConnection): Promise<void> => {
    if ((await deliverToConnection(connection, outgoing, ports)) === 'sent') onSent();
  };
  await Promise.all(found.map(deliver));
}

/** Whether a message got there; `not yet` to a connection that is too young to be given up. */
export type DeliveryOutcome = 'sent' | 'lost' | 'not yet';

/** Posts to one connection. Never throws. */
export async function deliverToConnection(
  connection: SocketConnection,
  { id, text, writtenAtMs }: OutgoingMessage,
  ports: DeliveryPorts,
): Promise<DeliveryOutcome> {
  // Past its token's end a socket may not receive either; it authenticates and asks for its list.
  if (connection.tokenExpiresAtMs <= ports.now()) return 'lost';
  for (const pauseMs of [0, ...youngPausesMs]) {
    if (pauseMs > 0) await ports.pause(pauseMs);
    const result = await ports.gateway.post(connection.connectionId, text);
    if (result.kind === 'sent') {
      if (writtenAtMs !== undefined) {
        ports.statistics.delivered('proposals', ports.now() - writtenAtMs);
      }
      return 'sent';
    }
    if (result.kind === 'failed') {
      ports.onDeliveryFailed(connection, id, result.cause);
      return 'lost';
    }
    if (ports.now() - connection.connectedAtMs >= longestHandshakeMs) {
      await forget(connection, id, ports);
      return 'lost';
    }
  }
  ports.onDeliveryFailed(connection, id, 'gone, but young');
  return 'not yet';
}

/** A connection that is gone for good leaves the table; `$disconnect` is best effort. */
async function forget(
  connection: SocketConnection,
  messageId: string,
  { connections, onDeliveryFailed }: DeliveryPorts,
): Promise<void> {
  try {
    await connections.close(connection.userId, connection.connectionId);
  } catch (error) {
    onDeliveryFailed(connection, messageId, error);
  }
}

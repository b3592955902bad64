import { offeredProtocols, socketProtocol } from '../../core/auth/credential.ts';
import type { Clock } from '../../core/clock.ts';
import type { SocketConnection, SocketConnections } from '../adapters/socket-connections.ts';
import type { SocketGateway } from '../adapters/socket-gateway.ts';
import type { SocketEvent } from './socket-event.ts';

/** What connecting works with. */
export interface ConnectPorts {
  readonly connections: SocketConnections;
  readonly gateway: SocketGateway;
  readonly now: Clock;
}

/** The handshake's answer: anything but 200 refuses the connection. */
export interface ConnectAnswer {
  readonly statusCode: 200 | 429;
  readonly headers?: Readonly<Record<string, string>>;
  /** Connections that had to go for this one. */
  readonly replaced: number;
}

/** How many sockets a user may have open. */
const maxSocketsPerUser = 20;

/**
 * Enters the connection; beyond the cap the oldest ones are closed. Everyone who connects at the same
 * moment judges by the same order, so each excess connection is closed by someone or refuses itself,
 * and never more than the excess.
 */
export async function connect(event: SocketEvent, ports: ConnectPorts): Promise<ConnectAnswer> {
  const { connections, gateway, now } = ports;
  const { userId, connectionId } = event.speaker;
  const { connectedAtMs, sourceIp, userAgent } = event;
  await connections.open({ ...event.speaker, connectedAtMs, sourceIp, userAgent });
  const rows = await connections.listOf(userId, now()).catch(async (error: unknown) => {
    // The handshake fails, and a refused one has no $disconnect: the row would count for two hours.
    await connections.close(userId, connectionId);
    throw error;
  });
  const kept = rows.slice(-maxSocketsPerUser);
  if (!kept.some(row => row.connectionId === connectionId)) {
    await connections.close(userId, connectionId);
    return { statusCode: 429, replaced: 0 };
  }
  const excess = rows.slice(0, -maxSocketsPerUser);
  await Promise.all(excess.map(row => replace(row, connections, gateway)));
  const offersOurs = offeredProtocols(event.headers).includes(socketProtocol);
  return {
    statusCode: 200,
    replaced: excess.length,
    // A browser fails the connection unless one of the subprotocols it offered is chosen, and the
    // token must not be the one: RFC 6455, 4.1.
    ...(offersOurs ? { headers: { 'Sec-WebSocket-Protocol': socketProtocol } } : {}),
  };
}

async function replace(
  { userId, connectionId }: SocketConnection,
  connections: SocketConnections,
  gateway: SocketGateway,
): Promise<void> {
  await connections.close(userId, connectionId);
  // One that cannot be closed hears nothing from now on: nothing is posted without a row.
  await gateway.close(connectionId);
}

import { offeredProtocols, socketProtocol } from '../../core/auth/credential.ts';
import type { Clock } from '../../core/clock.ts';
import type { RevocationCheck } from '../adapters/revocations-table.ts';
import type { SocketConnection, SocketConnections } from '../adapters/socket-connections.ts';
import type { SocketGateway } from '../adapters/socket-gateway.ts';
import type { SocketEvent } from './socket-event.ts';

/** What connecting works with. */
export interface ConnectPorts {
  readonly connections: SocketConnections;
  readonly gateway: SocketGateway;
  readonly revocations: RevocationCheck;
  readonly now: Clock;
}

/** The handshake's answer: anything but 200 refuses the connection. */
export interface ConnectAnswer {
  readonly statusCode: 200 | 401 | 429;
  readonly headers?: Readonly<Record<string, string>>;
  /** Connections that had to go for this one. */
  readonly replaced: number;
}

const revoked: ConnectAnswer = { statusCode: 401, replaced: 0 };

/** How many sockets a user may have open. */
const maxSocketsPerUser = 20;

/**
 * Enters the connection; beyond the cap the oldest ones are closed. Everyone who connects at the same
 * moment judges by the same order, so each excess connection is closed by someone or refuses itself,
 * and never more than the excess.
 */
export async function connect(event: SocketEvent, ports: ConnectPorts): Promise<ConnectAnswer> {
  const { connections, gateway, revocations, now } = ports;
  const { speaker } = event;
  const { userId, connectionId, role, tokenExpiresAtMs, tokenId } = speaker;
  const { connectedAtMs, sourceIp, userAgent } = event;
  // Before it counts among the user's, and perhaps costs one its place.
  if (await revocations.isRevoked(speaker)) return revoked;
  await connections.open({
    ...{ userId, connectionId, role, tokenExpiresAtMs, tokenId },
    ...{ connectedAtMs, sourceIp, userAgent },
  });
  // And again: whoever revokes from now on finds the row, whoever did before is found here.
  const looked = Promise.all([revocations.isRevoked(speaker), connections.listOf(userId, now())]);
  const [isRevoked, rows] = await looked.catch(async (error: unknown) => {
    // The handshake fails, and a refused one has no $disconnect: the row would count for two hours.
    await connections.close(userId, connectionId);
    throw error;
  });
  if (isRevoked) {
    await connections.close(userId, connectionId);
    return revoked;
  }
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

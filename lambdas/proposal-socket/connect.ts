import { offeredProtocols, socketProtocol } from '../../core/auth/credential.ts';
import type { Clock } from '../../core/clock.ts';
import type { AddressSlots } from '../adapters/address-slots.ts';
import type { RevocationCheck } from '../adapters/revocations-table.ts';
import { type SocketConnections, socketLifetimeMs } from '../adapters/socket-connections.ts';
import type { SocketGateway } from '../adapters/socket-gateway.ts';
import { maxSocketsPerUser, type SocketPlaces } from '../adapters/socket-places.ts';
import { makeRoom } from './make-room.ts';
import type { SocketEvent } from './socket-event.ts';

/** What connecting works with. */
export interface ConnectPorts {
  readonly addresses: AddressSlots;
  readonly places: SocketPlaces;
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
const tooMany: ConnectAnswer = { statusCode: 429, headers: { 'Retry-After': '10' }, replaced: 0 };

/**
 * Enters the connection, on a slot of its address and a place of its user's, whose oldest socket is
 * closed when all places are taken. A token that was revoked gets none: asked before anything is
 * taken, and again once the row is there; whoever revokes from then on finds the row.
 */
export async function connect(event: SocketEvent, ports: ConnectPorts): Promise<ConnectAnswer> {
  const { addresses, revocations } = ports;
  const { speaker, sourceIp, connectedAtMs } = event;
  if (await revocations.isRevoked(speaker)) return revoked;
  const { connectionId } = speaker;
  const expiresAtMs = connectedAtMs + socketLifetimeMs;
  if (!(await addresses.acquire({ address: sourceIp, connectionId, expiresAtMs }))) return tooMany;
  // A handshake that is refused, or fails, has no $disconnect: what it took would be held for hours.
  const answer = await enter(event, ports).catch(async (error: unknown) => {
    await leave(event, ports);
    throw error;
  });
  if (answer.statusCode !== 200) await leave(event, ports);
  return answer;
}

/** Gives back all that a connection holds; as often as one likes. */
export async function leave(
  { speaker, sourceIp, connectedAtMs }: SocketEvent,
  { addresses, places, connections }: Pick<ConnectPorts, 'addresses' | 'places' | 'connections'>,
): Promise<void> {
  const { userId, connectionId } = speaker;
  await Promise.all([
    connections.close(userId, connectionId),
    places.giveBack(userId, { connectionId, connectedAtMs }),
    addresses.release(sourceIp, connectionId),
  ]);
}

async function enter(event: SocketEvent, ports: ConnectPorts): Promise<ConnectAnswer> {
  const { connections, revocations } = ports;
  const { speaker, connectedAtMs, sourceIp, userAgent } = event;
  const { userId, connectionId, role, tokenExpiresAtMs, tokenId, permissions } = speaker;
  const replaced = await takePlace(event, ports);
  if (replaced === undefined) return tooMany;
  await connections.open({
    ...{ userId, connectionId, role, tokenExpiresAtMs, tokenId, permissions },
    ...{ connectedAtMs, sourceIp, userAgent },
  });
  if (await revocations.isRevoked(speaker)) return { ...revoked, replaced };
  const offersOurs = offeredProtocols(event.headers).includes(socketProtocol);
  return {
    statusCode: 200,
    replaced,
    // A browser fails the connection unless one of the subprotocols it offered is chosen, and the
    // token must not be the one: RFC 6455, 4.1.
    ...(offersOurs ? { headers: { 'Sec-WebSocket-Protocol': socketProtocol } } : {}),
  };
}

/** How many older sockets had to go for a place; `undefined` when there is none to be had. */
async function takePlace(
  { speaker: { userId, connectionId }, connectedAtMs }: SocketEvent,
  ports: ConnectPorts,
): Promise<number | undefined> {
  // A place that was made may be another's before it is taken: then one more is made.
  for (let replaced = 0; replaced <= maxSocketsPerUser; replaced += 1) {
    const holders = await ports.places.take(userId, { connectionId, connectedAtMs });
    if (holders === undefined) return replaced;
    if (!(await makeRoom(userId, holders, ports))) return undefined;
  }
  return undefined;
}

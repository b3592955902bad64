import { offeredProtocols, socketProtocol } from '../auth/credential.ts';
import type { RevocationCheck } from '../auth/revocations.ts';
import type { Clock } from '../clock.ts';
import type { AddressLeases } from '../connection/address-leases.ts';
import { type ClientLabel, validLabel } from '../connection/client-label.ts';
import { type SocketConnections, socketLifetimeMs } from '../connection/socket-connections.ts';
import type { SocketGateway } from '../connection/socket-gateway.ts';
import { maxSocketsPerUser, type SocketLeases } from '../connection/socket-leases.ts';
import { type Drain, drainRetryMs } from '../drain/drain.ts';
import type { FreshDrainCheck } from '../drain/drains.ts';
import type { ConnectAttempts } from '../limit/connect-attempts.ts';
import type { Rooms } from '../room/rooms.ts';
import { closeOldestSocket } from './close-oldest-socket.ts';
import type { SocketEvent } from './socket-event.ts';

/** What connecting works with. */
export interface ConnectPorts {
  readonly attempts: ConnectAttempts;
  readonly drains: FreshDrainCheck;
  readonly addresses: AddressLeases;
  readonly leases: SocketLeases;
  readonly connections: SocketConnections;
  readonly rooms: Pick<Rooms, 'leaveAll'>;
  readonly gateway: SocketGateway;
  readonly revocations: RevocationCheck;
  readonly now: Clock;
}

/** The handshake's answer: anything but 200 refuses the connection. */
export interface ConnectAnswer {
  readonly statusCode: 200 | 401 | 429 | 503;
  /** Of a refusal. */
  readonly code?: RefusedConnect;
  readonly headers?: Readonly<Record<string, string>>;
  /** Connections that had to go for this one. */
  readonly replaced: number;
}

/** Why a connection is refused. */
export type RefusedConnect = 'TOKEN_REVOKED' | 'TOO_MANY_CONNECTIONS' | 'RATE_LIMITED' | 'DRAINING';

function refused(statusCode: 401 | 429 | 503, code: RefusedConnect, afterSec?: number) {
  const headers = afterSec === undefined ? {} : { headers: { 'Retry-After': String(afterSec) } };
  return { statusCode, code, ...headers, replaced: 0 } as const;
}

const revoked: ConnectAnswer = refused(401, 'TOKEN_REVOKED');
const tooMany: ConnectAnswer = refused(429, 'TOO_MANY_CONNECTIONS', 10);

/**
 * Enters the connection, with a lease of its address and one of its user's, whose oldest socket is
 * closed when none is left. Nobody gets one whose token was revoked, or during a drain: asked
 * before anything is taken, and again once the row is there; who revokes or drains from then on finds
 * the row.
 */
export async function connect(event: SocketEvent, ports: ConnectPorts): Promise<ConnectAnswer> {
  const { addresses, revocations } = ports;
  const { user, sourceIp, connectedAtMs } = event;
  const refusedNow = await refusalForNow(sourceIp, ports);
  if (refusedNow !== undefined) return refusedNow;
  if (await revocations.isRevoked(user)) return revoked;
  const { connectionId } = user;
  const expiresAtMs = connectedAtMs + socketLifetimeMs;
  const place = await addresses.acquire({ address: sourceIp, connectionId, expiresAtMs });
  if (place === undefined) return tooMany;
  // A handshake that is refused, or fails, has no $disconnect: what it took would be held for hours.
  const answer = await enter(event, validLabel(event.query).label, ports).catch(
    async (error: unknown) => {
      await leave(event, ports);
      throw error;
    },
  );
  if (answer.statusCode !== 200) await leave(event, ports);
  return answer;
}

/** Whoever it is: the address has asked too often, or the deployment drains. */
async function refusalForNow(
  sourceIp: string,
  { attempts, drains, now }: Pick<ConnectPorts, 'attempts' | 'drains' | 'now'>,
): Promise<ConnectAnswer | undefined> {
  const [verdict, drain] = await Promise.all([attempts.take(sourceIp), drains.current()]);
  if (verdict.kind === 'exceeded') return refused(429, 'RATE_LIMITED', verdict.retryAfterSec);
  return drain && draining(drain, now());
}

function draining({ untilMs }: Drain, nowMs: number): ConnectAnswer {
  const afterMs = drainRetryMs(untilMs, nowMs, Math.random);
  return refused(503, 'DRAINING', Math.ceil(afterMs / 1_000));
}

/** Gives back all that a connection holds; as often as one likes. */
export async function leave(
  { user, sourceIp, connectedAtMs }: SocketEvent,
  {
    addresses,
    leases,
    connections,
    rooms,
  }: Pick<ConnectPorts, 'addresses' | 'leases' | 'connections' | 'rooms'>,
): Promise<void> {
  const { userId, connectionId } = user;
  await Promise.all([
    // Its rooms after its row: a subscription that is made meanwhile finds that there is none.
    connections.close(userId, connectionId).then(() => rooms.leaveAll(connectionId)),
    leases.release(userId, { connectionId, connectedAtMs }),
    addresses.release(sourceIp, connectionId),
  ]);
}

async function enter(
  event: SocketEvent,
  label: ClientLabel,
  ports: ConnectPorts,
): Promise<ConnectAnswer> {
  const { connections, revocations, drains, now } = ports;
  const { user, connectedAtMs, sourceIp, userAgent } = event;
  const { userId, connectionId, role, tokenExpiresAtMs, tokenId, permissions } = user;
  const replaced = await acquireLease(event, ports);
  if (replaced === undefined) return tooMany;
  await connections.open({
    ...{ userId, connectionId, role, tokenExpiresAtMs, tokenId, permissions },
    ...{ connectedAtMs, sourceIp, userAgent, ...label },
  });
  const [isRevoked, drain] = await Promise.all([revocations.isRevoked(user), drains.latest()]);
  if (isRevoked) return { ...revoked, replaced };
  if (drain !== undefined) return { ...draining(drain, now()), replaced };
  const offersOurs = offeredProtocols(event.headers).includes(socketProtocol);
  return {
    statusCode: 200,
    replaced,
    // A browser fails the connection unless one of the subprotocols it offered is chosen, and the
    // token must not be the one: RFC 6455, 4.1.
    ...(offersOurs ? { headers: { 'Sec-WebSocket-Protocol': socketProtocol } } : {}),
  };
}

/** How many older sockets had to go for a lease; `undefined` when there is none to be had. */
async function acquireLease(
  { user: { userId, connectionId }, connectedAtMs }: SocketEvent,
  ports: ConnectPorts,
): Promise<number | undefined> {
  // A lease that was made free may be another's before it is acquired: then one more is.
  for (let replaced = 0; replaced <= maxSocketsPerUser; replaced += 1) {
    const held = await ports.leases.acquire(userId, { connectionId, connectedAtMs });
    if (held === undefined) return replaced;
    if (!(await closeOldestSocket(userId, held, ports))) return undefined;
  }
  return undefined;
}

import type { Clock } from '../clock.ts';
import type { SocketConnection, SocketConnections } from '../connection/socket-connections.ts';
import { longestHandshakeMs, type SocketGateway } from '../connection/socket-gateway.ts';
import type { SocketLease, SocketLeases } from '../connection/socket-leases.ts';
import { stateAt } from '../connection/state-at.ts';

/** What closing the oldest socket works with. */
export interface CloseOldestPorts {
  readonly connections: Pick<SocketConnections, 'listOf' | 'close'>;
  readonly leases: Pick<SocketLeases, 'release'>;
  readonly gateway: Pick<SocketGateway, 'close'>;
  readonly now: Clock;
}

/**
 * Closes the oldest of the user's sockets that is open, so that its lease is free; false when there is
 * none. One that is still connecting is left alone: it could not be closed yet, would open all the
 * same, and be one too many. So of many that connect at once the first ones stay.
 */
export async function closeOldestSocket(
  userId: string,
  held: readonly SocketLease[],
  ports: CloseOldestPorts,
): Promise<boolean> {
  const { connections, leases, gateway, now } = ports;
  const rows = await connections.listOf(userId, now());
  for (const lease of held) {
    const { connectionId, connectedAtMs } = lease;
    const isYoung = now() - connectedAtMs < longestHandshakeMs;
    const row = rows.find(one => one.connectionId === connectionId);
    // Without a row it is on its way in, or went without releasing its lease.
    if (row === undefined ? isYoung : isConnecting(row, now())) continue;
    const closed = await gateway.close(connectionId);
    // Unless it has said something, its handshake may still be under way.
    if (closed.kind === 'gone' && isYoung && row?.state === 'connecting') continue;
    // One that cannot be closed gets nothing and is answered nothing from now on: it has no row.
    await Promise.all([connections.close(userId, connectionId), leases.release(userId, lease)]);
    return true;
  }
  return false;
}

function isConnecting(row: SocketConnection, nowMs: number): boolean {
  const { state, connectedAtMs, seenAtMs } = row;
  const lease = { kind: 'ws', state, connectedAtMs, seenAtMs, isEnding: false } as const;
  return stateAt(lease, nowMs) === 'connecting';
}

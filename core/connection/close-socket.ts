import type { Clock } from '../clock.ts';
import type { EndingConnection } from './end-connection.ts';
import { longestHandshakeMs, type PostResult, type SocketGateway } from './socket-gateway.ts';

/** What closing a socket works with. */
export interface ClosingPorts {
  readonly gateway: Pick<SocketGateway, 'close'>;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<unknown>;
  /** Called with a socket that may still be open, without its row. */
  readonly onUnclosed: (connection: EndingConnection, result: PostResult) => void;
}

/** The pauses before each new try to close a socket. */
const closePausesMs = [100, 200, 400, 800, 1_600] as const;

/** Closes a socket at API Gateway, if need be once its handshake is done. Never throws. */
export async function closeSocket(
  connection: EndingConnection,
  { gateway, now, pause, onUnclosed }: ClosingPorts,
): Promise<void> {
  const { connectionId, connectedAtMs } = connection;
  let result = await gateway.close(connectionId);
  for (const pauseMs of closePausesMs) {
    if (result.kind === 'sent') return;
    if (result.kind === 'gone' && now() - connectedAtMs >= longestHandshakeMs) return;
    await pause(pauseMs);
    result = await gateway.close(connectionId);
  }
  if (result.kind !== 'sent') onUnclosed(connection, result);
}

import type { Clock } from '../clock.ts';
import type { EndConnection } from '../connection/end-connection.ts';
import type { LeaseDirectory, LeasedConnection } from '../connection/lease-directory.ts';
import type { SocketGateway } from '../connection/socket-gateway.ts';
import { runConcurrently } from '../run-concurrently.ts';
import type { Drain } from './drain.ts';
import { drainNotice } from './drain-notice.ts';

/** What ending all sockets works with. */
export interface EndSocketsPorts {
  readonly directory: Pick<LeaseDirectory, 'onChannel'>;
  readonly endConnection: EndConnection;
  readonly gateway: Pick<SocketGateway, 'post'>;
  readonly now: Clock;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Sockets that are notified and closed at the same time. */
const atOnce = 50;

/** What an invocation of 30 s has for it; one page more may take a few seconds. */
const budgetMs = 15_000;

/** The index that lists sockets lags; DynamoDB names no bound, and it is mostly far below a second. */
const indexLagMs = 2_000;

/**
 * Notifies every open socket that the deployment drains, and closes it; as many as there is time for. It
 * looks twice: a socket that entered just before the drain began may not be in the index yet, and from
 * then on none enters. Those that are left are closed when they send something
 * (lambdas/proposal-socket/carry-out.ts), or by a second call.
 */
export async function endSockets(
  drain: Drain,
  { directory, endConnection, gateway, now, pause }: EndSocketsPorts,
): Promise<{ readonly socketsEnded: number; readonly socketsLeft: boolean }> {
  const startedAtMs = now();
  // One that is notified may leave before it is closed, and is listed once more by an index that lags.
  const ended = new Set<string>();
  const end = async (socket: LeasedConnection): Promise<void> => {
    const { connectionId } = socket;
    const notice = drainNotice(`${drain.startedAtMs}.${connectionId}`, drain, now());
    const posted = await gateway.post(connectionId, JSON.stringify(notice));
    const wasClosed = await endConnection(socket, 'disconnected');
    if (posted.kind === 'sent' || wasClosed) ended.add(connectionId);
  };
  /** Whether there was time for all that are listed. */
  const endListed = async (): Promise<boolean> => {
    let next: string | undefined;
    do {
      if (now() - startedAtMs >= budgetMs) return false;
      const page = await directory.onChannel('proposals', { limit: 500, ...(next && { next }) });
      await runConcurrently(page.connections, atOnce, end);
      next = page.next;
    } while (next !== undefined);
    return true;
  };
  if (!(await endListed())) return { socketsEnded: ended.size, socketsLeft: true };
  await pause(indexLagMs);
  const isSure = await endListed();
  return { socketsEnded: ended.size, socketsLeft: !isSure };
}

import type { Clock } from '../clock.ts';
import type { SocketConnections } from '../connection/socket-connections.ts';
import { outgoingMessage } from '../connection/socket-delivery.ts';
import type { SocketGateway } from '../connection/socket-gateway.ts';
import type { ServerMessage } from '../wire/socket/server-message.ts';
import { within } from '../within.ts';

/** What posting at once works with. */
export interface AtOncePorts {
  readonly connections: Pick<SocketConnections, 'listOf'>;
  readonly gateway: Pick<SocketGateway, 'post'>;
  readonly now: Clock;
}

/** Whoever asked is answered this much later at most, in milliseconds. */
export const atOnceBoundMs = 250;

/**
 * Posts to the user's open sockets what the courier posts to them too, with the same id, a stream's poll
 * later: a client shows it once. Never throws, and leaves all that goes wrong to the courier: a socket that
 * is gone or too young, a post that fails, or one that takes longer than the bound.
 */
export async function postAtOnce(
  userId: string,
  message: ServerMessage,
  ports: AtOncePorts,
): Promise<void> {
  try {
    await within(post(userId, message, ports), atOnceBoundMs);
  } catch {
    // The courier reads the same rows, and reports when it cannot.
  }
}

async function post(
  userId: string,
  message: ServerMessage,
  { connections, gateway, now }: AtOncePorts,
): Promise<void> {
  const untilMs = now() + atOnceBoundMs;
  const found = await connections.listOf(userId, now());
  // Perhaps minutes later, in an environment that was frozen meanwhile: the message is old by then.
  if (now() >= untilMs) return;
  const { text } = outgoingMessage(message);
  // Past its token's end a socket may not receive.
  const open = found.filter(({ tokenExpiresAtMs }) => tokenExpiresAtMs > now());
  await Promise.all(open.map(({ connectionId }) => gateway.post(connectionId, text)));
}

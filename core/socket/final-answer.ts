import type { PostResult, SocketGateway } from '../connection/socket-gateway.ts';
import type { Drain } from '../drain/drain.ts';
import { drainNotice } from '../drain/drain-notice.ts';
import type { ServerMessage } from '../wire/socket/server-message.ts';

/** What a socket is answered that has no row: it gets nothing more, and each message of it is refused. */
const finalCodes: ReadonlySet<string> = new Set(['CONNECTION_UNKNOWN', 'TOKEN_REVOKED']);

/** Whether the socket ends with this answer. */
export function isFinalAnswer({ data }: ServerMessage): boolean {
  return 'code' in data && finalCodes.has(data.code);
}

/** The answer and what follows it, when the socket ends with them; `undefined` when it stays open. */
export function finalMessages(
  answer: ServerMessage,
  eventId: string,
  drain: Drain | undefined,
  nowMs: number,
): readonly ServerMessage[] | undefined {
  if (isFinalAnswer(answer)) return [answer];
  return drain && [answer, drainNotice(`${eventId}.drain`, drain, nowMs)];
}

/**
 * Posts the messages and then closes the socket. Posted, because what a function returns is sent
 * after it has ended: too late for a socket that it closes. Whoever sends a message is through the
 * handshake, so one try will do; if it fails, the socket's next message is the next one.
 */
export async function postAndClose(
  messages: readonly ServerMessage[],
  connectionId: string,
  gateway: SocketGateway,
): Promise<PostResult> {
  for (const message of messages) await gateway.post(connectionId, JSON.stringify(message));
  return await gateway.close(connectionId);
}

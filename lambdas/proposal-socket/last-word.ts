import type { PostResult, SocketGateway } from '../../core/connection/socket-gateway.ts';
import type { ServerMessage } from '../../core/wire/socket/server-message.ts';

/** What is told to a socket that has no row: it hears nothing more, and each message of it is refused. */
const lastCodes: ReadonlySet<string> = new Set(['CONNECTION_UNKNOWN', 'TOKEN_REVOKED']);

/** Whether the socket ends with this answer. */
export function isLastWord({ data }: ServerMessage): boolean {
  return 'code' in data && lastCodes.has(data.code);
}

/**
 * Tells them and then closes the socket. Posted, because what a function returns is sent after it has
 * ended: too late for a socket that it closes. Whoever speaks is through the handshake, so one try will
 * do; if it fails, the socket's next message is the next one.
 */
export async function sayLastWords(
  words: readonly ServerMessage[],
  connectionId: string,
  gateway: SocketGateway,
): Promise<PostResult> {
  for (const word of words) await gateway.post(connectionId, JSON.stringify(word));
  return await gateway.close(connectionId);
}

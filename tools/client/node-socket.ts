import WebSocket from 'ws';
import type { Environment, Socket } from '../../clients/browser/index.ts';

/** Why the last connection was not made: the handshake's status, or the network’s error code. */
export type HandshakeFailure =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'network'; readonly code: string };

/** Milliseconds. A socket whose other side says nothing more is let go, and the process may end. */
const timeouts = { handshakeTimeout: 20_000, closeTimeout: 2_000 };

/** Opens sockets, and reports why one did not open, which a page's WebSocket keeps to itself. */
export function nodeSocket(onFailure: (failure: HandshakeFailure) => void) {
  const openSocket: Environment['openSocket'] = (url, protocols) => {
    const socket = new WebSocket(url, [...protocols], timeouts);
    socket.on('unexpected-response', (_request, response) => {
      onFailure({ kind: 'status', status: response.statusCode ?? 0 });
      // Ends the handshake, and emits `close`.
      socket.terminate();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== undefined) onFailure({ kind: 'network', code: error.code });
    });
    return socket as Socket;
  };
  return openSocket;
}

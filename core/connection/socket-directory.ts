import type { SocketConnection } from './socket-connections.ts';

/** The open sockets of whomever they are. Both go through an index, which lags a moment behind. */
export interface SocketDirectory {
  /** The socket of that connection id, unless it is none. */
  find(connectionId: string): Promise<SocketConnection | undefined>;
  /** All of them, page by page. */
  pages(): AsyncIterable<readonly SocketConnection[]>;
}

import type { SocketConnection } from './socket-connections.ts';

/** A connection that the index has; a stream has no socket, nor has what is open no more. */
export interface ListedConnection {
  readonly socket: SocketConnection | undefined;
}

/** The open sockets of whomever they are. Both go through an index, which lags a moment behind. */
export interface SocketDirectory {
  /** The connection of that id, unless the index has none, or none yet. */
  find(connectionId: string): Promise<ListedConnection | undefined>;
  /** All of them, page by page. */
  pages(): AsyncIterable<readonly SocketConnection[]>;
}

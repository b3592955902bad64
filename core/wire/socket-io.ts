/**
 * Whether a Socket.IO client asks: its Engine.IO puts the version of its protocol into every URL, of
 * polling and of WebSocket alike (https://socket.io/docs/v4/engine-io-protocol/).
 */
export function isSocketIo(query: { has(name: string): boolean }): boolean {
  return query.has('EIO');
}

/** The answer that such a client gets, whatever it asked for. */
export const socketIoRefusal =
  'received a request of a Socket.IO client (EIO in the query); expected one for a server-sent event stream or a plain WebSocket: docs/from-socket-io.md says what to use instead';

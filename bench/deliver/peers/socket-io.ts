import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { listen } from '../listen.ts';
import type { PeerServer } from '../peer.ts';

/** The readers of the bench answer no ping: none comes while it runs. */
const pingMs = 3_600_000;

/** `io.emit`, which encodes a packet once for all. */
export async function startSocketIo(): Promise<PeerServer> {
  const server = createServer();
  const io = new Server(server, {
    transports: ['websocket'],
    pingInterval: pingMs,
    pingTimeout: pingMs,
  });
  const port = await listen(server);
  return {
    port,
    readers: () => io.of('/').sockets.size,
    deliver: async events => {
      for (const event of events) io.emit(event.type, event);
    },
  };
}

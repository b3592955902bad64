import { createServer, type Socket } from 'node:net';
import type { ChannelEvent } from '../../../core/wire/event.ts';
import { listen } from '../listen.ts';
import type { PeerServer } from '../peer.ts';

const head =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';

/** A loop of `socket.write` over one buffer, made once a tick, and nothing around it. */
export async function startRaw(): Promise<PeerServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, socket => {
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.once('data', () => {
      socket.write(head);
      sockets.add(socket);
    });
  });
  const port = await listen(server);
  return {
    port,
    readers: () => sockets.size,
    deliver: async events => {
      const chunk = chunkOf(events);
      for (const socket of sockets) socket.write(chunk);
    },
  };
}

function chunkOf(events: readonly ChannelEvent[]): Buffer {
  const text = events
    .map(event => `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}

import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listen } from '../listen.ts';
import type { PeerServer } from '../peer.ts';

/** As its own pages show a broadcast: one text, sent to each client. */
export async function startWs(): Promise<PeerServer> {
  const server = createServer();
  const { clients } = new WebSocketServer({ server });
  const port = await listen(server);
  return {
    port,
    readers: () => clients.size,
    deliver: async events => {
      for (const event of events) {
        const text = JSON.stringify(event);
        for (const client of clients) client.send(text);
      }
    },
  };
}

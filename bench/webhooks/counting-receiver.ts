import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A receiver of webhooks that notes what arrives, and when. */
export interface CountingReceiver {
  readonly url: string;
  /** When each event arrived first, by its id, on the clock of `performance.now()`. */
  readonly arrivedAtMs: ReadonlyMap<string, number>;
  /** Posts of events that had arrived before. */
  readonly repeats: () => number;
  close(): Promise<void>;
}

/** Starts one that answers at once, or that never does. */
export async function startCountingReceiver(answers = true): Promise<CountingReceiver> {
  const arrivedAtMs = new Map<string, number>();
  let posts = 0;
  const server = createServer((request, response) => {
    void text(request).then(body => {
      posts += 1;
      const { id } = JSON.parse(body) as { readonly id: string };
      if (!arrivedAtMs.has(id)) arrivedAtMs.set(id, performance.now());
      if (answers) response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    arrivedAtMs,
    repeats: () => posts - arrivedAtMs.size,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

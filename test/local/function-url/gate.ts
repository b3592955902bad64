import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a function of a test waits until the test lets it go on. */
export interface Gate {
  /** The function goes on once this is answered. */
  readonly url: string;
  /** Resolves once a function waits that has not been let pass. */
  reached(): Promise<void>;
  /** Lets the one pass that has waited longest. */
  pass(): void;
  /** Resolves once the function that has waited longest is there no more, without being let pass. */
  left(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a gate, on a port of its own. */
export async function openGate(): Promise<Gate> {
  const waiting: ServerResponse[] = [];
  const server = createServer((_, response) => {
    waiting.push(response);
    server.emit('reached');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async reached() {
      if (waiting.length === 0) await once(server, 'reached');
    },
    pass() {
      waiting.shift()?.end();
    },
    async left() {
      const [first] = waiting;
      if (first !== undefined && !first.destroyed) await once(first, 'close');
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

import { createServer } from 'node:http';
import { closeServer, listenLocally } from '../runtime/local-server.ts';

/**
 * Gives `port` back when it is free on the loopback address, and any free one for 0.
 *
 * @throws Error in one line when the port is taken.
 */
export async function claimPort(port: number): Promise<number> {
  const probe = createServer();
  const claimed = await listenLocally(probe, port);
  await closeServer(probe);
  return claimed;
}

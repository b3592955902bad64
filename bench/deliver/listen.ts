import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Connections that may wait to be accepted: the readers of a bench come all at once. */
const backlog = 4_096;

/** Listens on a free port of this machine, and returns it. */
export async function listen(server: Server): Promise<number> {
  server.listen({ port: 0, host: '127.0.0.1', backlog });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

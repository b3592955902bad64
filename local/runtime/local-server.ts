import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Every server of the host is reachable from this machine only. */
const loopback = '127.0.0.1';

/**
 * Listens on a port of this machine (0: one of the system's choice) and gives the port.
 *
 * @throws Error in one line when the port is taken.
 */
export async function listenLocally(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error);
      else
        reject(
          new Error(
            `Port ${port} is in use. End what listens there, or choose another with --port.`,
          ),
        );
    });
    server.listen(port, loopback, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Stops listening and ends every open connection; safe to call twice. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy, from an address, that can stall without a close: a router lost the connection. */
export interface StallingProxy {
  readonly url: string;
  /** From now on no byte of what is open goes either way, and neither side is notified. */
  stall(): void;
  close(): Promise<void>;
}

/** Connections that are made after `stall` work. */
export async function stallingProxy(
  target: string,
  localAddress = '127.0.0.1',
): Promise<StallingProxy> {
  const { hostname, port, pathname } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer(near => {
    const far = connect({ port: Number(port), host: hostname, localAddress });
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    stall() {
      for (const socket of open) socket.unpipe().pause();
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Gives `port` back when it is free on the loopback address, and any free one for 0; throws otherwise. */
export async function claimPort(port: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${port} is in use. End what listens there, or choose another with --port.`,
    );
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error(`expected a TCP address, received ${JSON.stringify(address)}`);
  }
  return address.port;
}

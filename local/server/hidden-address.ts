import { randomInt } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** Where something listens that only the host may know. */
export interface HiddenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * An address for an engine or a Web Function's environment, which only the host may call. Both answer
 * whoever asks, any page as well, and have no setting against it: so it is one of the 16 million of the
 * loopback network, with a port of the system's choice, which no page finds. Where the system knows
 * 127.0.0.1 only (macOS), the port alone has to do.
 */
export async function hiddenAddress(): Promise<HiddenAddress> {
  const host = `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
  try {
    return { host, port: await freePort(host) };
  } catch {
    return { host: '127.0.0.1', port: await freePort('127.0.0.1') };
  }
}

/** A port of that address that was free just now. */
async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen(0, host, resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>(closed => probe.close(() => closed()));
  return port;
}

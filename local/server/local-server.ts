import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type CallerRule, callerRefusal } from './caller-rule.ts';

/** Every server of the host is reachable from this machine only. */
const loopback = '127.0.0.1';

/** Node's own 5 s end a connection while a client on a busy machine is about to use it again: ECONNRESET. */
const keepAliveTimeout = 65_000;

/** What a server does with requests whose callers may ask. */
export interface LocalHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  /** A WebSocket's handshake; its origin is the server's to look at. @default - there are none */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** A server that refuses whoever may not call it with 403, before anything else is looked at. */
export function createLocalServer(rule: CallerRule, handlers: LocalHandlers): Server {
  const server = createServer({ keepAliveTimeout }, (request, response) => {
    const refusal = callerRefusal(request.headers, rule);
    if (refusal === undefined) return handlers.request(request, response);
    response.writeHead(403, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ message: refusal }));
  });
  const { upgrade } = handlers;
  if (upgrade === undefined) return server;
  return server.on('upgrade', (request, socket, head) => {
    const refusal = callerRefusal(request.headers, { ...rule, answersPages: true });
    if (refusal === undefined) upgrade(request, socket, head);
    else refuseUpgrade(socket, 403, { message: refusal });
  });
}

/** Ends a handshake with a status and a JSON body. */
export function refuseUpgrade(socket: Duplex, statusCode: number, answer: object): void {
  const body = JSON.stringify(answer);
  socket.on('error', () => {}); // the client is gone, and there is nothing left to answer
  socket.end(
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? 'Refused'}\r\n` +
      'Connection: close\r\nContent-Type: application/json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Somebody else listens there. */
export class PortInUse extends Error {
  constructor(port: number) {
    super(`Port ${port} is in use. End what listens there, or choose another with --port.`);
  }
}

/**
 * Listens on a port of this machine (0: one of the system's choice) and gives the port.
 *
 * @throws PortInUse in one line when the port is taken.
 */
export async function listenLocally(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error);
      else reject(new PortInUse(port));
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

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * Receivers of webhooks on loopback, for tests of engines and for scenarios: each listens on a port of
 * its own, keeps what it received, and answers by one of the behaviours below.
 *
 *     await using receiver = await startReceiver(answers(204));
 *     …post to receiver.url…
 *     const [request] = await receiver.received(1);
 *
 * Over TLS, with a sender that trusts `testAuthority`, at the names `localhost` and `receiver.test`:
 *
 *     await using receiver = await startReceiver(answers(204), { certificate: 'good' });
 */
export interface WebhookReceiver extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/hooks`, or `https://localhost:<port>/hooks`. */
  readonly url: string;
  readonly port: number;
  /** Those that came whole, as they came. */
  readonly requests: readonly ReceivedWebhook[];
  /** Sockets that were ever opened to it. */
  readonly connectionCount: number;
  /** Sockets that are open now. */
  readonly openCount: number;
  /** Waits until it has received so many, and returns all of them. */
  received(count: number): Promise<readonly ReceivedWebhook[]>;
  /** Waits until no socket is open: what a sender has given up is closed, not left. */
  abandoned(): Promise<void>;
  /** Answers otherwise from the next request on. */
  becomes(behaviour: ReceiverBehaviour): void;
  close(): Promise<void>;
}

export interface ReceivedWebhook {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The very text that a signature is of. */
  readonly body: string;
  readonly atMs: number;
}

/** Answers one request, the nth of its receiver, counted from 1. */
export type ReceiverBehaviour = (exchange: {
  readonly request: ReceivedWebhook;
  readonly nth: number;
  readonly response: ServerResponse;
  readonly socket: Socket;
}) => void | Promise<void>;

export interface ReceiverOptions {
  /** Absent: without TLS. All but `good` are refused by whoever trusts `testAuthority`. */
  readonly certificate?: 'good' | 'self-signed' | 'other-name' | 'expired' | undefined;
  /** @default '127.0.0.1' */
  readonly address?: string | undefined;
  /** @default - one that is free */
  readonly port?: number | undefined;
}

// Made by openssl for these tests, good for a hundred years; `expired` ended in 2020. Nobody has the
// authority's key. The names of `good`: localhost, receiver.test, *.receiver.test, 127.0.0.1, 127.0.0.2, ::1.
const certificates = join(__dirname, 'webhook-certificates');

/** Signed the certificates `good`, `other-name` and `expired`, as PEM. */
export const testAuthority = readFileSync(join(certificates, 'authority.pem'), 'utf8');

/** Answers each at once. */
export const answers =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): ReceiverBehaviour =>
  ({ response }) => {
    response.writeHead(status, headers).end(body);
  };

/** Answers once a time is over, or once a promise settles that a test holds. */
export const answersLate =
  (wait: number | Promise<unknown>, status = 204): ReceiverBehaviour =>
  async ({ response }) => {
    await (typeof wait === 'number' ? new Promise(resume => setTimeout(resume, wait)) : wait);
    response.writeHead(status).end();
  };

/** The first so many fail, the rest succeed. */
export const failsFirst =
  (count: number, status = 500): ReceiverBehaviour =>
  ({ nth, response }) => {
    response.writeHead(nth <= count ? status : 204).end(nth <= count ? 'not yet' : undefined);
  };

/** 410: it wants no more of them. */
export const isGone = answers(410, 'gone');

/** 429, with how long it wants to be left alone: seconds, or an HTTP date. */
export const asksToWait = (retryAfter: string) =>
  answers(429, 'too many', { 'retry-after': retryAfter });

/** Points elsewhere: a sender must not go there. */
export const redirectsTo = (location: string, status = 307) => answers(status, '', { location });

/** A body of so many bytes, as fast as it is read. */
export const answersHuge =
  (bytes = 50 * 1_024 * 1_024, status = 200): ReceiverBehaviour =>
  async ({ response, socket }) => {
    const piece = Buffer.alloc(64 * 1_024, 'x');
    response.writeHead(status, { 'content-length': String(bytes) });
    for (let sent = 0; sent < bytes && !socket.destroyed; sent += piece.length) {
      if (!response.write(piece)) await drained(response, socket);
    }
    response.end();
  };

const drained = async (response: ServerResponse, socket: Socket) =>
  await new Promise<void>(resume => {
    response.once('drain', resume);
    socket.once('close', resume);
  });

/** Answers a status at once, and then one byte of its body at a time, with no end. */
export const dripsBody =
  (everyMs = 1_000, status = 200): ReceiverBehaviour =>
  ({ response, socket }) => {
    response.writeHead(status);
    response.flushHeaders();
    drip(socket, everyMs, () => response.write('x'));
  };

/** Begins an answer and sends its headers a byte at a time, with no end. */
export const dripsHeaders =
  (everyMs = 1_000): ReceiverBehaviour =>
  ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
    drip(socket, everyMs, () => socket.write('x'));
  };

function drip(socket: Socket, everyMs: number, write: () => void) {
  write();
  const timer = setInterval(write, everyMs);
  socket.once('close', () => clearInterval(timer));
}

/** Takes the request and never answers. */
export const neverAnswers: ReceiverBehaviour = () => {};

/** Resets the connection instead of an answer. */
export const resets: ReceiverBehaviour = ({ socket }) => {
  socket.resetAndDestroy();
};

/** Answers a status and the beginning of a body, and resets the connection. */
export const breaksBody =
  (status = 200, body = 'the beginning'): ReceiverBehaviour =>
  ({ response, socket }) => {
    response.writeHead(status, { 'content-length': '1000' });
    response.write(body, () => setTimeout(() => socket.destroy(), 20));
  };

/** Answers with so many headers of a hundred bytes each. */
export const answersManyHeaders =
  (count = 10_000): ReceiverBehaviour =>
  ({ socket }) => {
    const header = (at: number) => `x-${at}: ${'y'.repeat(90)}\r\n`;
    socket.on('error', () => {});
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-length: 0\r\n${Array.from({ length: count }, (_, at) => header(at)).join('')}\r\n`,
    );
  };

/** Answers what is no HTTP. */
export const speaksNoHttp: ReceiverBehaviour = ({ socket }) => {
  socket.end('220 mail.example.com ESMTP\r\n');
};

/** Starts a receiver that answers by a behaviour. */
export async function startReceiver(
  behaviour: ReceiverBehaviour,
  { certificate, address = '127.0.0.1', port: wanted = 0 }: ReceiverOptions = {},
): Promise<WebhookReceiver> {
  const requests: ReceivedWebhook[] = [];
  let current = behaviour;
  const waiting = new Set<() => void>();
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const received = await receivedOf(request);
    requests.push(received);
    for (const look of waiting) look();
    await current({ request: received, nth: requests.length, response, socket: request.socket });
  };
  // What breaks a request off is a matter of its sender, who asserts what it saw.
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void take(request, response).catch(() => request.socket.destroy());
  const server: TcpServer = certificate
    ? createSecureServer(identityOf(certificate), listener)
    : createServer(listener);
  const sockets = trackSockets(server);
  const port = await listening(server, address, wanted);
  const host = address.includes(':') ? `[${address}]` : address;
  return {
    url: certificate ? `https://localhost:${port}/hooks` : `http://${host}:${port}/hooks`,
    port,
    requests,
    get connectionCount() {
      return sockets.opened;
    },
    get openCount() {
      return sockets.open.size;
    },
    abandoned: () => abandoned(sockets),
    received: async count => {
      await new Promise<void>(resolve => {
        const look = () => {
          if (requests.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
      return requests;
    },
    becomes: next => {
      current = next;
    },
    ...closing(server, sockets),
  };
}

/** What accepts connections and never says anything: no handshake, no answer. */
export type SilentReceiver = Pick<
  WebhookReceiver,
  'port' | 'connectionCount' | 'openCount' | 'abandoned' | 'close'
> &
  AsyncDisposable;

/** Starts one: an `https://localhost:<port>` of it hangs in the handshake. */
export async function startSilentReceiver(address = '127.0.0.1'): Promise<SilentReceiver> {
  const server = createTcpServer(socket => socket.on('error', () => {}).resume());
  const sockets = trackSockets(server);
  const port = await listening(server, address);
  return {
    port,
    get connectionCount() {
      return sockets.opened;
    },
    get openCount() {
      return sockets.open.size;
    },
    abandoned: () => abandoned(sockets),
    ...closing(server, sockets),
  };
}

async function receivedOf(request: IncomingMessage): Promise<ReceivedWebhook> {
  const { method = '', url: path = '', headers } = request;
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  const body = await text(request);
  return { method, path, headers: Object.fromEntries(entries), body, atMs: Date.now() };
}

function identityOf(certificate: string) {
  const pem = readFileSync(join(certificates, `${certificate}.pem`), 'utf8');
  return { key: pem, cert: pem };
}

interface TrackedSockets {
  readonly open: Set<Socket>;
  opened: number;
  readonly onClosed: Set<() => void>;
}

/** Those of TCP: of TLS, those too whose handshake never ends. */
function trackSockets(server: TcpServer): TrackedSockets {
  const sockets: TrackedSockets = { open: new Set(), opened: 0, onClosed: new Set() };
  server.on('connection', (socket: Socket) => {
    sockets.opened += 1;
    sockets.open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.open.delete(socket);
      for (const look of sockets.onClosed) look();
    });
  });
  return sockets;
}

const abandoned = async (sockets: TrackedSockets) =>
  await new Promise<void>(resolve => {
    const look = () => {
      if (sockets.open.size > 0) return;
      sockets.onClosed.delete(look);
      resolve();
    };
    sockets.onClosed.add(look);
    look();
  });

async function listening(server: TcpServer, address: string, port = 0) {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function closing(server: TcpServer, sockets: TrackedSockets) {
  const close = async () => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    for (const socket of sockets.open) socket.destroy();
    await closed;
  };
  return { close, [Symbol.asyncDispose]: close };
}

import { randomUUID } from 'node:crypto';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import type { HostLog } from '../contract/host-log.ts';
import type { RequestFilter } from '../contract/request-filter.ts';
import { Throttle } from '../runtime/throttle.ts';
import { listenLocally } from '../server/local-server.ts';
import { applyFilter, sendFilterAnswer } from '../server/request-filter.ts';
import type { Environments, Place } from './environments.ts';
import { endpointRefusal, forwardedHeaders, returnedHeaders } from './http-rules.ts';

/** What an endpoint is, and whom it asks. */
export interface WebEndpointOptions {
  readonly endpointName: string;
  readonly environments: Environments;
  /** So long may a request wait for an environment, and so long may it last there. */
  readonly timeoutMs: number;
  /** No timeout is kept, for a debugger may hold the function. */
  readonly isDebugged: boolean;
  readonly requestsPerSecond: number;
  /** Names that lead to this machine, beside those of the loopback. */
  readonly allowedHosts: readonly string[];
  readonly requestFilter?: RequestFilter | undefined;
  readonly log: HostLog;
}

/** AWS names no limit. This one, of other functions, bounds what the host keeps of a body. */
const maxBodyBytes = 6 * 1024 * 1024;

/** How long a request may take, as its refusal says it. */
const timedOut = {
  status: 504,
  message: 'Gateway Timeout',
  // docs.aws.amazon.com/lambda/latest/dg/web-functions-revisions-timeout.html
  headers: { 'lambda-web-error-type': 'Runtime.RequestTimeout' },
};

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP server of one endpoint of a Web Function: it hands requests on, and their answers back. */
export class WebEndpoint {
  readonly #options: WebEndpointOptions;
  readonly #server: Server;
  readonly #rate: Throttle;

  constructor(options: WebEndpointOptions) {
    this.#options = options;
    this.#rate = new Throttle(options.requestsPerSecond, options.requestsPerSecond);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        options.log.error(error instanceof Error ? String(error.stack) : String(error));
        refuse(response, randomUUID(), { status: 500, message: 'Internal Server Error' });
      });
    });
    this.#server.on('connect', (_, socket) =>
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
    );
  }

  /** Listens on a port of this machine (0: one of the system's choice) and gives it. */
  listen(port: number): Promise<number> {
    return listenLocally(this.#server, port);
  }

  /** Takes no more connections, lets the environments end, and ends what is open then; idempotent. */
  async stop(): Promise<void> {
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()));
    await this.#options.environments.stop();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { allowedHosts, requestFilter, environments } = this.#options;
    const requestId = randomUUID();
    const { method = '', httpVersion, headers } = request;
    const refusal = endpointRefusal({ method, httpVersion, host: headers.host }, allowedHosts);
    if (refusal !== undefined) return refuse(response, requestId, refusal);
    if (!this.#rate.allows(Date.now())) return refuse(response, requestId, throttled);
    const { over, begin } = this.#limited(response, requestId);
    const own = await applyFilter(requestFilter, request);
    if (own !== undefined) return sendFilterAnswer(response, own);
    const body = await readBody(request);
    if (body === 'left') return;
    if (body === 'too large') return refuse(response, requestId, tooLarge);

    const entry = await environments.enter(over);
    if (entry.kind === 'throttled') return refuse(response, requestId, throttled);
    if (entry.kind === 'failed') return refuse(response, requestId, failed);
    const { place } = entry;
    if (over.aborted) return place.leave();
    begin();
    response.once('close', () => place.leave());
    const sent = {
      headers: forwardedHeaders(request.rawHeaders, {
        requestId,
        endpointName: this.#options.endpointName,
        clientAddress: request.socket.remoteAddress ?? '',
        bodyBytes: hasBody(request) ? body.length : undefined,
      }),
      body,
    };
    forward({ request, response, requestId, place, over, ...sent });
  }

  /**
   * Ends the answer when it takes too long. `over` is given once it has ended, for whatever reason; with
   * `begin` its time begins anew.
   */
  #limited(response: ServerResponse, requestId: string) {
    const { timeoutMs, isDebugged } = this.#options;
    const over = new AbortController();
    const limit = isDebugged
      ? undefined
      : setTimeout(() => {
          // An answer that has begun is cut without a word.
          if (response.headersSent) response.destroy();
          else refuse(response, requestId, timedOut);
          over.abort();
        }, timeoutMs);
    response.once('close', () => {
      clearTimeout(limit);
      over.abort();
    });
    return { over: over.signal, begin: () => void limit?.refresh() };
  }
}

const throttled: Refusal = { status: 429, message: 'Too Many Requests' };
const tooLarge: Refusal = { status: 413, message: `expected at most ${maxBodyBytes} bytes` };
const failed: Refusal = { status: 500, message: 'Internal Server Error' };
const crashed: Refusal = { status: 502, message: 'Bad Gateway' };

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly place: Place;
  readonly over: AbortSignal;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Sends the request to the environment, and passes on what it answers. */
function forward(exchange: Exchange): void {
  const { request, response, requestId, place, over, headers, body } = exchange;
  const { environment } = place;
  const sent = httpRequest({
    ...environment.address,
    agent: environment.agent,
    method: request.method,
    path: request.url,
    headers: [...headers],
    signal: over,
  });
  sent.once('response', answer => {
    response.sendDate = false;
    response.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      returnedHeaders(answer.rawHeaders, requestId),
    );
    response.flushHeaders();
    // Either end that fails ends the other: the client sees its answer cut, the function its reader gone.
    pipeline(answer, response, () => {});
  });
  sent.on('error', () => {
    if (over.aborted) return;
    if (response.headersSent) response.destroy();
    // The function closed a connection at rest in the moment in which it was used again.
    else if (sent.reusedSocket && environment.isWanted) forward(exchange);
    else refuse(response, requestId, crashed);
  });
  sent.end(body);
}

/** docs.aws.amazon.com/lambda/latest/dg/web-functions-troubleshooting.html */
function refuse(
  response: ServerResponse,
  requestId: string,
  { status, message, headers }: Refusal,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json',
    'lambda-web-request-id': requestId,
    ...headers,
    // What is left of the request is not read.
    connection: 'close',
  });
  response.end(JSON.stringify({ message }));
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/** The whole body before anything goes on, as on AWS. */
async function readBody(request: IncomingMessage): Promise<Buffer | 'left' | 'too large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // What is too much is read all the same: its sender looks for the answer only then.
      if (bytes <= maxBodyBytes) chunks.push(chunk);
    }
  } catch {
    return 'left';
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks) : 'too large';
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { channels } from '../../core/channel/channels.ts';
import type { Clock } from '../../core/clock.ts';
import type { ConnectRefusal } from '../../core/limit/connect-refusal.ts';
import type { OpenStreams } from '../../core/stream/open-streams.ts';
import { processEnds } from '../../core/stream/serve-stream.ts';
import { type Problem, problem } from '../../core/wire/problem.ts';
import { within } from '../../core/within.ts';
import { noStreamAt } from '../adapters/streams/admit.ts';
import { type StreamService, serveRequest } from '../adapters/streams/serve-request.ts';
import type { StreamHttpRequest } from '../adapters/streams/stream-http-request.ts';
import type { StreamRoute } from '../adapters/streams/stream-route.ts';
import type { Capacity } from './capacity.ts';
import { ChunkEncoder } from './chunk-encoder.ts';
import { Connections, maxConnections } from './connections.ts';
import { crossOriginHeaders, isPreflight, preflightHeaders } from './cross-origin.ts';
import { HttpConnection } from './http-connection.ts';
import { hasBody, httpRequest, protocolFault } from './http-request.ts';
import { RequestAnswer } from './request-answer.ts';

/** Bounds of what is not a stream. */
const httpBounds = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
  // Whoever stands in front closes connections that it has no use for; the server is not to be first.
  keepAliveTimeout: 65_000,
} as const;

/** Requests that may wait on one connection, while another is answered. */
const maxWaitingRequests = 4;

/**
 * Lambda ends an answer after 900 s without a word, and its clock may have begun before the request came
 * here: it waits where no environment has room. So streams, which end 5 s before this, last 840 s at most.
 */
const longestAnswerMs = 845_000;

/** What it serves with, and by which rules. */
export interface StreamServerOptions {
  readonly service: Omit<StreamService, 'hostRefusal'>;
  /** The web origins whose pages may read answers. */
  readonly allowedOrigins: readonly string[];
  /** All streams of the process. */
  readonly streams: Pick<OpenStreams, 'close'>;
  readonly capacity: Pick<Capacity, 'refusal'>;
  readonly now: Clock;
  /** How many connections may be open, streams among them. @default - as many as a process has descriptors for */
  readonly maxConnections?: number;
}

/** Where streams are served, by path. */
const routes: ReadonlyMap<string, StreamRoute> = new Map(
  [...channels.map(({ name }) => name), 'live' as const].map(channel => {
    const path = `/${channel}`;
    return [path, { channel, path }];
  }),
);

const expectedPaths = [...routes.keys()].join(', ');

/** What http hands over. */
interface Received {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: HttpConnection;
}

/**
 * The streams of every channel, and of several at once, over plain HTTP. What a reader may have and is sent
 * is decided where it is for function URLs; here are paths, CORS, room, and how many share a process.
 */
export class StreamServer {
  readonly #options: StreamServerOptions;
  readonly #service: StreamService;
  readonly #http: Server;
  readonly #encoder = new ChunkEncoder();
  readonly #connections: Connections;
  #requests = 0;
  #isClosing = false;
  readonly #idle = Promise.withResolvers<void>();

  constructor(options: StreamServerOptions) {
    this.#options = options;
    this.#service = { ...options.service, hostRefusal: () => this.#hostRefusal() };
    this.#http = createServer(httpBounds, (request, response) => this.#receive(request, response));
    // Bytes bound a head. By number node:http leaves out what comes last: the client's address, for one.
    this.#http.maxHeadersCount = 0;
    // A body is not asked for: it is refused.
    this.#http.on('checkContinue', (request, response) => this.#receive(request, response));
    const [serve] = this.#http.listeners('connection');
    this.#http.removeAllListeners('connection');
    this.#connections = new Connections(options.maxConnections ?? maxConnections);
    this.#http.on('connection', (socket: Socket) => {
      const connection = this.#connections.accept(socket);
      if (connection !== undefined) serve?.call(this.#http, connection);
    });
  }

  /** Requests being answered, open streams among them. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * Listens there and nowhere else; port 0: one of the system's choice. Returns the port.
   *
   * @throws Error EADDRINUSE and the like, when it cannot
   */
  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
    this.#http.listen(port, host);
    await once(this.#http, 'listening');
    this.#http.on('error', error => this.#service.logger.error('server failed', { error }));
    return (this.#http.address() as AddressInfo).port;
  }

  /**
   * Takes no new connection, ends all streams by plan, and returns when all is answered, or after so many
   * milliseconds. What is asked meanwhile on connections that are open is refused.
   */
  async shutDown(boundMs: number): Promise<void> {
    this.#isClosing = true;
    // Not http's own, which cuts idle connections: a request that is under way would have no answer.
    NetServer.prototype.close.call(this.#http);
    this.#options.streams.close('shutdown');
    if (this.#requests === 0) this.#idle.resolve();
    await within(this.#idle.promise, boundMs);
  }

  /** Closes the listener, and cuts connections without a stream: for tests, which end streams themselves. */
  stop(): void {
    this.#http.close();
    this.#http.closeAllConnections();
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const connection: unknown = request.socket;
    if (!(connection instanceof HttpConnection))
      throw new Error('expected a connection of its own');
    if (connection.unanswered > maxWaitingRequests) return void connection.destroy();
    connection.unanswered += 1;
    response.once('close', () => {
      connection.unanswered -= 1;
      this.#connections.answered(connection);
    });
    this.#answerInTurn({ request, response, connection }).catch((error: unknown) => {
      // One request's failure is not that of all others' streams.
      this.#service.logger.error('request failed', { error });
      connection.destroy();
    });
  }

  /** One after the other: a stream that begins ends the connection for what came behind it. */
  async #answerInTurn(received: Received): Promise<void> {
    const { response, connection } = received;
    if (response.socket === null && !connection.destroyed) {
      await new Promise<void>(resolve => {
        const settle = (): void => {
          response.off('socket', settle);
          connection.off('close', settle);
          resolve();
        };
        response.once('socket', settle);
        connection.once('close', settle);
      });
    }
    if (!connection.destroyed) this.#answer(received);
  }

  #answer({ request: message, response, connection }: Received): void {
    const fault = protocolFault(message);
    if (fault !== undefined) {
      response.writeHead(fault, { connection: 'close', 'content-length': '0' }).end();
      return;
    }
    const { allowedOrigins } = this.#options;
    const { origin } = message.headers;
    if (isPreflight(message.method, message.headers)) {
      const preflight = preflightHeaders(allowedOrigins, origin);
      response.writeHead(200, { ...preflight, 'content-length': '0' }).end();
      return;
    }
    const headers = {
      ...crossOriginHeaders(allowedOrigins, origin),
      ...(this.#isClosing || hasBody(message) ? { connection: 'close' } : {}),
    };
    const answer = new RequestAnswer({ response, connection, headers, encoder: this.#encoder });
    const request = httpRequest(message);
    const route = routes.get(request.path);
    if (route === undefined) {
      this.#refuse(answer, request, noStreamAt(request, expectedPaths).problem);
    } else if (hasBody(message) && request.method === 'GET') {
      const detail = 'received a request with a body; expected none';
      this.#refuse(answer, request, problem('BODY_TOO_LARGE', detail));
    } else {
      this.#serve(answer, request, route);
    }
  }

  /** Not awaited: an open stream is not to hold what it was asked with. */
  #serve(answer: RequestAnswer, request: StreamHttpRequest, route: StreamRoute): void {
    const { now } = this.#options;
    const endsAtMs = now() + longestAnswerMs;
    const timed = { request, remainingMs: () => endsAtMs - now() };
    this.#requests += 1;
    void serveRequest(answer, timed, route, this.#service).finally(() => {
      this.#requests -= 1;
      if (this.#isClosing && this.#requests === 0) this.#idle.resolve();
    });
  }

  /** Refuses what is asked of no stream. */
  #refuse(
    answer: RequestAnswer,
    { requestId: correlationId }: StreamHttpRequest,
    why: Problem,
  ): void {
    answer.refuse(why);
    const { status, code, category } = why;
    this.#service.logger.info('refused a request', { correlationId, status, code, category });
  }

  #hostRefusal(): ConnectRefusal | undefined {
    if (!this.#isClosing) return this.#options.capacity.refusal(this.#requests);
    return { problem: problem('UNAVAILABLE', processEnds), retryAfterSec: 1 };
  }
}

import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Host } from '../../contract/host.ts';
import {
  closeServer,
  createLocalServer,
  listenLocally,
  refuseUpgrade,
} from '../../server/local-server.ts';
import { applyFilter } from '../../server/request-filter.ts';
import { type ConnectionLimits, invokeDisconnect, WebSocketConnection } from './connection.ts';
import { apiArn, type Stage, type WebSocketApiDefinition } from './definition.ts';
import { type ConnectionFacts, newConnectionId, requestUrl } from './events.ts';
import { FrameLengths } from './frame-lengths.ts';
import { type HandshakeOutcome, runConnect } from './handshake.ts';
import { answerManagement, type ManagementPorts } from './management.ts';
import { maxMessageBytes } from './message-limit.ts';
import { countOfStage } from './stage-metrics.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const maxFrameBytes = 32 * 1_024;

/** The sockets and the `@connections` API of one WebSocket API, on one port. */
export class WebSocketApiServer {
  readonly #host: Host;
  readonly #api: WebSocketApiDefinition;
  readonly #limits: ConnectionLimits;
  readonly #connections = new Map<string, WebSocketConnection>();
  readonly #subprotocols = new WeakMap<IncomingMessage, string>();
  readonly #http: Server;
  /** Upgraded sockets are no longer the HTTP server's to close. */
  readonly #upgraded = new Set<Duplex>();
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes, // `ws` closes with 1009 above it
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (_offered, request) => this.#subprotocols.get(request) ?? false,
  });

  constructor(host: Host, api: WebSocketApiDefinition, limits: ConnectionLimits) {
    this.#host = host;
    this.#api = api;
    this.#limits = limits;
    // What is no handshake is the `@connections` API, which functions call.
    const rule = { allowedHosts: host.allowedHosts, answersPages: false };
    this.#http = createLocalServer(rule, {
      request: (request, response) => this.#answer(request, response),
      upgrade: (request, socket, head) => {
        this.#upgrade(request, socket, head).catch(error => {
          host.log.error(`a WebSocket handshake failed: ${(error as Error).stack}`);
          refuse(socket, 500, undefined);
        });
      },
    });
  }

  /** Listens on 127.0.0.1 and gives the port; 0 takes a free one. */
  listen(port: number): Promise<number> {
    return listenLocally(this.#http, port);
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections.values()) connection.stop();
    for (const socket of this.#upgraded) socket.destroy();
    await closeServer(this.#http);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { access } = this.#host;
    const ports: ManagementPorts = {
      connectionOf: (stage, connectionId) => {
        const connection = this.#connections.get(connectionId);
        return connection?.facts.stage === stage ? connection : undefined;
      },
      refusal: (accessKeyId, permission) => {
        const caller = access.callerOf(accessKeyId);
        return caller && access.refusal(caller, [permission])?.message;
      },
      apiArn: apiArn(this.#api),
    };
    answerManagement(request, response, ports).catch(error => {
      this.#host.log.debug(`${request.method} @connections: ${(error as Error).message}`);
      response.destroy(); // the caller went away while it sent its message
    });
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const onError = (error: Error) =>
      this.#host.log.debug(`a WebSocket handshake was cut: ${error.message}`);
    socket.on('error', onError);
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    await applyFilter(this.#host.requestFilter, request);
    const facts = this.#factsOf(request);
    const stage = this.#api.stages.get(facts.stage);
    if (stage === undefined) return refuse(socket, 403, facts.connectionId);
    if (!stage.throttle.allows(Date.now())) {
      const dimensions = { ApiId: this.#api.apiId, Stage: stage.name };
      countOfStage(this.#host.metrics, dimensions, 'ClientError');
      return refuse(socket, 429, facts.connectionId);
    }

    const outcome = await runConnect(this.#host, this.#api, facts, request);
    socket.off('error', onError);
    if (outcome.kind === 'refused') return refuse(socket, outcome.statusCode, facts.connectionId);
    if (!socket.readable || !socket.writable) {
      // The client left during `$connect`, which has taken it for connected.
      socket.destroy();
      return invokeDisconnect(this.#host, this.#api, outcome.facts, 1006, '');
    }
    this.#open(request, socket, head, stage, outcome);
  }

  #open(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    stage: Stage,
    { facts, subprotocol }: Extract<HandshakeOutcome, { kind: 'accepted' }>,
  ): void {
    if (subprotocol !== undefined) this.#subprotocols.set(request, subprotocol);
    const frames = new FrameLengths();
    let connection: WebSocketConnection | undefined;
    // In front of the listener of `ws`, so that it can refuse a frame before `ws` has read it.
    socket.on('data', (chunk: Buffer) => {
      if (frames.longestIn(chunk) > maxFrameBytes) connection?.refuseFrame();
    });
    this.#sockets.handleUpgrade(request, socket, head, webSocket => {
      const { connectionId } = facts;
      connection = new WebSocketConnection(
        this.#host,
        this.#api,
        stage,
        facts,
        webSocket,
        this.#limits,
      );
      webSocket.once('close', () => this.#connections.delete(connectionId));
      this.#connections.set(connectionId, connection);
    });
  }

  #factsOf(request: IncomingMessage): ConnectionFacts {
    return {
      connectionId: newConnectionId(),
      stage: requestUrl(request).pathname.replace(/^\//, '').replace(/\/$/, ''),
      connectedAtMs: Date.now(),
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'],
    };
  }
}

/** Ends a handshake with a status, and API Gateway's body for it. */
function refuse(socket: Duplex, statusCode: number, connectionId: string | undefined): void {
  const message = STATUS_CODES[statusCode] ?? 'Refused';
  refuseUpgrade(socket, statusCode, { message, connectionId });
}

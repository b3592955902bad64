import type { RawData, WebSocket } from 'ws';
import type { Host } from '../../contract/host.ts';
import { type Stage, selectRoute, type WebSocketApiDefinition } from './definition.ts';
import { type ConnectionFacts, disconnectEvent, messageEvent } from './events.ts';
import { integrate } from './integrate.ts';
import { maxMessageBytes } from './message-limit.ts';
import { countOfStage, type StageMetric } from './stage-metrics.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export interface ConnectionLimits {
  readonly idleTimeoutMs: number;
  readonly maxDurationMs: number;
}

/** The most that may wait for a client that does not read; AWS refuses beyond some such bound. */
const maxUnsentBytes = 1_024 * 1_024;

/** One open connection, from the handshake's end to `$disconnect`. */
export class WebSocketConnection {
  readonly facts: ConnectionFacts;
  lastActiveAtMs: number;
  readonly #host: Host;
  readonly #api: WebSocketApiDefinition;
  readonly #stage: Stage;
  readonly #socket: WebSocket;
  readonly #idleTimer: NodeJS.Timeout;
  readonly #durationTimer: NodeJS.Timeout;
  #stopped = false;

  constructor(
    host: Host,
    api: WebSocketApiDefinition,
    stage: Stage,
    facts: ConnectionFacts,
    socket: WebSocket,
    limits: ConnectionLimits,
  ) {
    this.#host = host;
    this.#api = api;
    this.#stage = stage;
    this.facts = facts;
    this.#socket = socket;
    this.lastActiveAtMs = facts.connectedAtMs;
    const goAway = () => socket.close(1001, 'Going away');
    this.#idleTimer = setTimeout(goAway, limits.idleTimeoutMs);
    this.#durationTimer = setTimeout(goAway, limits.maxDurationMs);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    // Too large a message, a broken frame: `ws` closes with the right code by itself.
    socket.on('error', error => host.log.debug(`${facts.connectionId}: ${error.message}`));
    socket.once('close', (code, reason) => this.#closed(code, reason.toString()));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends a message from a function; false if the client does not keep up. */
  post(text: string): boolean {
    if (this.#socket.bufferedAmount > maxUnsentBytes) return false;
    this.#touch();
    this.#count('MessageCount');
    this.#socket.send(text);
    return true;
  }

  /** Closes the connection as `DELETE @connections` does. */
  close(): void {
    this.#socket.close(1000, 'Connection Closed Normally');
  }

  /** Closes the connection for a frame that is too large; what `ws` parses of it is ignored. */
  refuseFrame(): void {
    this.#socket.removeAllListeners('message');
    this.#socket.close(1009, 'Message too big');
  }

  /** Ends it with the host: functions end too, so no `$disconnect` is invoked. */
  stop(): void {
    this.#stopped = true;
    this.#socket.terminate();
  }

  #touch(): void {
    this.lastActiveAtMs = Date.now();
    this.#idleTimer.refresh();
  }

  /** Messages are handled concurrently, as on AWS: order is the client's matter. */
  #receive(data: RawData, isBinary: boolean): void {
    this.#touch();
    if (isBinary) {
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html
      this.#socket.close(1003, 'Binary frames are not supported');
      return;
    }
    this.#handle(data.toString()).catch(error => {
      this.#host.log.error(`${this.facts.connectionId}: ${(error as Error).stack}`);
    });
  }

  async #handle(body: string): Promise<void> {
    const selected = selectRoute(this.#api, body);
    const event = messageEvent(this.#api, this.facts, selected?.routeKey ?? '$default', body);
    this.#count('MessageCount');
    const { requestContext: context } = event.payload;
    const refuse = (status: number, message: string) => {
      this.#count('ClientError');
      this.#stage.accessLog?.({ context, status, errorMessage: message });
      this.#sendError(message, event.requestId);
    };
    if (!this.#stage.throttle.allows(Date.now())) return refuse(429, 'Too Many Requests');
    if (selected === undefined) return refuse(403, 'Forbidden');
    const begunMs = performance.now();
    const logged = (status: number, errorMessage?: string): void =>
      this.#stage.accessLog?.({
        context,
        status,
        integration: { status, latencyMs: Math.round(performance.now() - begunMs) },
        ...(errorMessage === undefined ? {} : { errorMessage }),
      });
    const fail = (message: string, status = 500) => {
      logged(status, message);
      this.#sendError(message, event.requestId);
    };
    const integration = this.#api.integrations.get(selected.route.integrationId ?? '');
    if (integration === undefined) return fail('Internal server error');
    const outcome = await integrate(this.#host, integration, event);
    if (outcome.kind === 'timed-out') return fail('Endpoint request timed out', 504);
    if (outcome.kind !== 'answered') return fail('Internal server error', 502);
    logged(outcome.statusCode ?? 200);
    const { id, selectsResponse } = selected.route;
    if (selectsResponse && this.#api.routesWithResponse.has(id) && outcome.body !== undefined) {
      // An answer is a message like any other; what is larger than one is the function's failure.
      if (Buffer.byteLength(outcome.body) > maxMessageBytes) return fail('Internal server error');
      this.#send(outcome.body);
    }
  }

  #sendError(message: string, requestId: string): void {
    const { connectionId } = this.facts;
    this.#send(JSON.stringify({ message, connectionId, requestId }));
  }

  #send(text: string): void {
    if (!this.isOpen || this.#socket.bufferedAmount > maxUnsentBytes) return;
    this.#count('MessageCount');
    this.#socket.send(text);
  }

  #count(name: StageMetric): void {
    const dimensions = { ApiId: this.#api.apiId, Stage: this.#stage.name };
    countOfStage(this.#host.metrics, dimensions, name);
  }

  #closed(code: number, reason: string): void {
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#durationTimer);
    if (!this.#stopped) invokeDisconnect(this.#host, this.#api, this.facts, code, reason);
  }
}

/** Invokes `$disconnect`, if there is such a route; nobody waits for what it answers. */
export function invokeDisconnect(
  host: Host,
  api: WebSocketApiDefinition,
  facts: ConnectionFacts,
  code: number,
  reason: string,
): void {
  const integration = api.integrations.get(api.routes.get('$disconnect')?.integrationId ?? '');
  if (integration === undefined) return;
  const event = disconnectEvent(api, facts, code, disconnectReason(code, reason));
  integrate(host, integration, event)
    .then(outcome => {
      const status = outcome.kind === 'answered' ? (outcome.statusCode ?? 200) : 500;
      const { requestContext: context } = event.payload;
      api.stages.get(facts.stage)?.accessLog?.({ context, status });
    })
    .catch(error => {
      host.log.warn(`$disconnect of ${facts.connectionId}: ${(error as Error).message}`);
    });
}

function disconnectReason(code: number, reason: string): string {
  if (reason !== '') return reason;
  return code === 1005 ? 'Client-side close frame status not set' : '';
}

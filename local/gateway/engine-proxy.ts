import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { engineIdleMs } from '../engine/engine-connection.ts';
import type { CallerRule } from '../server/caller-rule.ts';
import { closeServer, createLocalServer, listenLocally } from '../server/local-server.ts';

export interface EngineProxyOptions {
  readonly engineEndpoint: string;
  /** Where the programs of this machine find it. 0: a port of the system's choice. */
  readonly port: number;
  readonly allowedHosts: readonly string[];
}

/** The engine as programs outside of the host reach it. */
export interface EngineProxy {
  /** "http://127.0.0.1:PORT". */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Passes requests on to the engine, and its answers back, as they are: no permission is asked and
 * nothing is counted. What it adds is that pages are refused, which engines themselves do not do.
 */
export async function startEngineProxy(options: EngineProxyOptions): Promise<EngineProxy> {
  const { engineEndpoint, port, allowedHosts } = options;
  const agent = new Agent({ keepAlive: true, timeout: engineIdleMs });
  const rule: CallerRule = { allowedHosts, answersPages: false };
  const server = createLocalServer(rule, {
    request: (incoming, response) => passOn(incoming, response, engineEndpoint, agent),
  });
  const endpoint = `http://127.0.0.1:${await listenLocally(server, port)}`;
  return {
    endpoint,
    async stop() {
      await closeServer(server);
      agent.destroy();
    },
  };
}

function passOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  engineEndpoint: string,
  agent: Agent,
): void {
  const { method = 'POST', url = '/', headers } = incoming;
  const { host } = new URL(engineEndpoint);
  const options = { method, path: url, agent, headers: { ...headers, host } };
  const outgoing = request(engineEndpoint, options, answer => {
    // Whoever asked has left meanwhile; a pipe into what is closed would throw.
    if (response.destroyed) return void answer.destroy();
    const { 'access-control-allow-origin': _, ...own } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, own);
    pipeline(answer, response, () => {}); // what is cut on one side is cut on the other
  });
  outgoing.on('error', error => {
    if (response.headersSent || response.destroyed) return void response.destroy();
    // An error that AWS clients retry.
    response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' });
    const message = `the DynamoDB engine: ${error.message}`;
    response.end(JSON.stringify({ __type: 'InternalServerError', message }));
  });
  response.once('close', () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  pipeline(incoming, outgoing, () => {});
}

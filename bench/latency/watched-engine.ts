import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { nowMs, type Observation } from './observation.ts';
import { observeCall, observedOperations } from './observe-call.ts';

/** An engine behind something that looks at its calls. */
export interface WatchedEngine {
  readonly endpoint: string;
  /** What was seen since it was last asked. */
  take(): readonly Observation[];
  stop(): Promise<void>;
}

const idleMs = 4_000;

/**
 * Passes calls on to the engine as they are, and keeps when those began and ended that a bet takes. It
 * costs each call a fraction of a millisecond, which the figures contain.
 */
export async function watchEngine(engine: {
  readonly endpoint: string;
  stop(): Promise<void>;
}): Promise<WatchedEngine> {
  const agent = new Agent({ keepAlive: true, timeout: idleMs });
  let seen: Observation[] = [];
  const server = createServer((incoming, response) => {
    void passOn(incoming, response, { endpoint: engine.endpoint, agent }).then(
      observation => {
        if (observation !== undefined) seen.push(observation);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    take: () => {
      const taken = seen;
      seen = [];
      return taken;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await engine.stop();
    },
  };
}

async function passOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  engine: { readonly endpoint: string; readonly agent: Agent },
): Promise<Observation | undefined> {
  const { method = 'POST', url = '/', headers } = incoming;
  const sent = await buffer(incoming);
  const beganMs = nowMs();
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { host } = new URL(engine.endpoint);
    const options = { method, path: url, agent: engine.agent, headers: { ...headers, host } };
    request(engine.endpoint, options, resolve).on('error', reject).end(sent);
  });
  const received = await buffer(answer);
  const endedMs = nowMs();
  response.writeHead(answer.statusCode ?? 500, answer.headers).end(received);
  const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
  if (answer.statusCode !== 200 || !observedOperations.has(operation)) return undefined;
  const [input, output]: unknown[] = [sent, received].map(body => JSON.parse(String(body)));
  return observeCall({ operation, input, output, beganMs, endedMs });
}

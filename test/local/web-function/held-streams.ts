import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { HostOptions } from '../../../local/host.ts';
import {
  defaultWebFunctionLimits,
  type WebFunctionLimits,
} from '../../../local/web-function/web-function-limits.ts';
import { runAssembly, type TestHost } from '../running-host.ts';
import { listening, type TestWebFunction, webAssembly } from './web-assembly.ts';

/** Answers with its environment and how often that was asked; `/hold` does not end before SIGTERM. */
export const holding = `${listening}
  import { randomUUID } from 'node:crypto';
  const environment = randomUUID();
  let asked = 0;
  const held = new Set();
  let kept;
  listen((request, response) => {
    asked += 1;
    const said = JSON.stringify({ environment, asked });
    if (request.url === '/busy') {
      const until = performance.now() + 500;
      while (performance.now() < until);
    }
    if (request.url === '/memory') return response.end(String(process.memoryUsage().rss));
    if (request.url === '/fill') kept = Buffer.alloc(100_000_000, 'x');
    if (request.url !== '/hold') return response.end(said);
    held.add(response);
    response.on('close', () => {
      held.delete(response);
      console.log('a reader has left');
    });
    response.write(said);
  });
  process.on('SIGTERM', () => {
    for (const response of held) response.end(' ended by SIGTERM');
    setTimeout(() => process.exit(0), 20);
  });
`;

export interface Said {
  readonly environment: string;
  readonly asked: number;
}

/** A stream that the function holds open. */
export interface HeldStream extends Said {
  /** What came after the first words, once all has; rejects when it is cut. */
  rest(): Promise<string>;
  close(): void;
}

/** A running host with one Web Function, and its client. */
export interface WebHost extends TestHost {
  readonly url: string;
  ask(path?: string): Promise<Response>;
  said(path?: string): Promise<Said>;
  hold(): Promise<HeldStream>;
  inject(fault: object): Promise<Response>;
}

/** Runs a Web Function; limits do not move but where a test says so. */
export async function runWebFunction(
  tiny: Partial<TestWebFunction>,
  limits: Partial<WebFunctionLimits> = {},
  options: Partial<HostOptions> = {},
): Promise<WebHost> {
  const webFunctions = { ...defaultWebFunctionLimits, adjustMs: 3_600_000, ...limits };
  const host = await runAssembly(webAssembly({ source: holding, ...tiny }), {
    verbose: true,
    limits: { webFunctions },
    ...options,
  });
  const url = host.outputs.Url ?? '';
  const ask = (path = '/'): Promise<Response> => fetch(new URL(path, url));
  return {
    ...host,
    url,
    ask,
    said: async path => (await (await ask(path)).json()) as Said,
    hold: () => hold(new URL('/hold', url)),
    inject: fault =>
      fetch(`${host.outputs.AwsEndpointUrl}/_host/faults`, {
        method: 'POST',
        body: JSON.stringify({ webFunctions: { Streams: fault } }),
      }),
  };
}

async function hold(url: URL): Promise<HeldStream> {
  const asked = request(url, { agent: false });
  asked.end();
  const [answer]: IncomingMessage[] = await once(asked, 'response');
  if (answer?.statusCode !== 200) throw new Error(`status ${answer?.statusCode}`);
  const chunks = answer[Symbol.asyncIterator]();
  const first = await chunks.next();
  return {
    ...JSON.parse(String(first.value)),
    async rest() {
      let rest = '';
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
        rest += String(next.value);
      }
      return rest;
    },
    close: () => void answer.destroy(),
  };
}

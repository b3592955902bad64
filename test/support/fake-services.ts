import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** What one call asked for: the service's operation, or method and path; and its body. */
export type ServiceCall = readonly [operation: string, body: string];

/** Every AWS service but DynamoDB, as far as the functions use them, at one endpoint. */
export interface FakeServices {
  readonly endpoint: string;
  /** The calls since it was last asked, in their order. */
  takeCalls(): readonly ServiceCall[];
  stop(): Promise<void>;
}

/** Starts it on a free port; `answers` by operation, and any other is answered with nothing. */
export async function startFakeServices(
  answers: Readonly<Record<string, unknown>>,
): Promise<FakeServices> {
  const calls: ServiceCall[] = [];
  const server = createServer(async (request, response) => {
    const target = request.headers['x-amz-target'];
    const operation = target === undefined ? `${request.method} ${request.url}` : String(target);
    calls.push([operation, await text(request)]);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answers[operation] ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    takeCalls: () => calls.splice(0),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

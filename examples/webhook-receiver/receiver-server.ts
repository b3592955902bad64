import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { distrust, type SignedHeaders } from './distrust.ts';
import type { Inbox } from './inbox.ts';
import { readEvent } from './received-event.ts';
import type { ReceiverKeys } from './receiver-keys.ts';

/** Where messages are posted to. */
export const hooksPath = '/hooks';

/** An event is at most 200 KB, and a little more with its envelope. */
const maxBodyBytes = 512 * 1024;
const requestTimeoutMs = 10_000;

/** What a message is answered with: the sender repeats what was not answered with 2xx. */
interface Answer {
  readonly status: number;
  readonly detail?: string;
}

/** A server that takes signed messages into an inbox, and answers before any work is done. */
export function createReceiverServer(keys: ReceiverKeys, inbox: Inbox): Server {
  const server = createServer((request, response) => {
    answer(request, keys, inbox)
      .then(made => send(response, made))
      // The sender hung up.
      .catch(() => response.destroy());
  });
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = requestTimeoutMs;
  return server;
}

async function answer(request: IncomingMessage, keys: ReceiverKeys, inbox: Inbox): Promise<Answer> {
  if (request.url !== hooksPath) return { status: 404, detail: `expected ${hooksPath}` };
  if (request.method !== 'POST') return { status: 405, detail: 'expected POST' };
  const headers = signedHeaders(request);
  if (headers === undefined) {
    return { status: 401, detail: 'expected webhook-id, webhook-timestamp, webhook-signature' };
  }
  const body = await readBody(request);
  if (body === undefined) return { status: 413, detail: `expected at most ${maxBodyBytes} bytes` };
  // Nothing of the body is looked at before its sender is known.
  const doubt = distrust(keys, headers, body, Date.now());
  if (doubt !== undefined) return { status: 401, detail: doubt };
  const event = readEvent(body);
  if (event === undefined) return { status: 400, detail: 'expected an event as JSON' };
  const taken = inbox.take(event, [event.id, headers.id]);
  return taken === 'full' ? { status: 503, detail: 'come again later' } : { status: 204 };
}

function signedHeaders({ headers }: IncomingMessage): SignedHeaders | undefined {
  const {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  } = headers;
  const isComplete =
    typeof id === 'string' && typeof timestamp === 'string' && typeof signature === 'string';
  if (!isComplete || id === '' || id.length > 200) return undefined;
  return { id, timestamp, signature };
}

/** The body, or `undefined` when it is too long: then no more of it is kept. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // A refusal needs the connection still.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, detail }: Answer): void {
  const headers = {
    // What is left of a body that was too long is not read.
    ...(status === 413 && { connection: 'close' }),
    ...(status === 405 && { allow: 'POST' }),
    ...(status === 503 && { 'retry-after': '5' }),
    ...(detail !== undefined && { 'content-type': 'text/plain' }),
  };
  response.writeHead(status, headers).end(detail);
}

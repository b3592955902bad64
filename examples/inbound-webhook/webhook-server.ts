import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { MalformedItemError, type Publisher } from '../../clients/backend/index.ts';
import { publishWebhook, readWebhook } from './payment-webhook.ts';

/** Where webhooks are taken. */
export const webhookPath = '/webhooks/payments';

const maxBodyBytes = 64 * 1024;
const requestTimeoutMs = 10_000;

/** What the server needs. */
export interface WebhookServerOptions {
  readonly publisher: Publisher;
  /** Shared with the provider, who signs with it: `whsec_` and base64. */
  readonly secret: string;
  /** Called with what could not be published, for the log. */
  readonly onError: (error: unknown) => void;
}

/** What a delivery is answered with; a provider repeats one that was not answered with 2xx. */
interface Answer {
  readonly status: number;
  readonly detail?: string;
}

/** The headers by which a webhook says what it is and who sent it (https://www.standardwebhooks.com). */
type SignedHeaders = Readonly<
  Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>
>;

/** A server that turns signed webhooks into events. */
export function createWebhookServer(options: WebhookServerOptions): Server {
  const verifier = new Webhook(options.secret);
  const server = createServer((request, response) => {
    take(request, verifier, options.publisher)
      .catch((error: unknown): Answer => {
        options.onError(error);
        return { status: 503, detail: 'not published, try again later' };
      })
      .then(answer => send(response, answer))
      // The provider hung up.
      .catch(() => response.destroy());
  });
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = requestTimeoutMs;
  return server;
}

async function take(
  request: IncomingMessage,
  verifier: Webhook,
  publisher: Publisher,
): Promise<Answer> {
  if (request.url !== webhookPath) return { status: 404, detail: `expected ${webhookPath}` };
  if (request.method !== 'POST') return { status: 405, detail: 'expected POST' };
  const headers = signedHeaders(request);
  if (headers === undefined) {
    return { status: 401, detail: 'expected webhook-id, webhook-timestamp, webhook-signature' };
  }
  const body = await readBody(request);
  if (body === undefined) return { status: 413, detail: `expected at most ${maxBodyBytes} bytes` };
  // Nothing of the body is looked at before its sender is known.
  const doubt = distrust(verifier, headers, body);
  if (doubt !== undefined) return { status: 401, detail: doubt };
  return await publish(headers['webhook-id'], body, publisher);
}

/** Why a delivery is not believed, or `undefined` if it is. The body must be the bytes as they came. */
function distrust(verifier: Webhook, headers: SignedHeaders, body: Buffer): string | undefined {
  try {
    verifier.verify(body, headers, { jsonParse: false });
    return undefined;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.message;
    throw error;
  }
}

async function publish(id: string, body: Uint8Array, publisher: Publisher): Promise<Answer> {
  const read = readWebhook(body);
  if (read.kind === 'malformed') return { status: 400, detail: read.detail };
  // Not an error: the provider may send types that nobody asked for.
  if (read.kind === 'not ours') return { status: 202 };
  try {
    const { outcome } = await publishWebhook(publisher, id, read.webhook);
    if (outcome !== 'conflict') return { status: 204 };
    return { status: 409, detail: 'it differs from what was published under this id before' };
  } catch (error) {
    if (error instanceof MalformedItemError) return { status: 400, detail: error.message };
    throw error;
  }
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
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
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
  };
  if (detail === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response
    .writeHead(status, { ...headers, 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ status, detail }));
}

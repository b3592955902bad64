import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { StreamHttpRequest } from '../adapters/streams/stream-http-request.ts';

/** The request that node:http received, as a function URL would hand it over. */
export function httpRequest(message: IncomingMessage): StreamHttpRequest {
  const { method = 'GET', url = '/' } = message;
  const mark = url.indexOf('?');
  const { cookie: cookies = [], ...distinct } = message.headersDistinct;
  const headers = Object.entries(distinct).map(([name, values = []]) => [name, values.join(',')]);
  return {
    method,
    path: decoded(mark < 0 ? url : url.slice(0, mark)),
    headers: Object.fromEntries(headers),
    cookies: cookies.flatMap(text => text.split(/;\s*/)).filter(pair => pair !== ''),
    rawQueryString: mark < 0 ? '' : url.slice(mark + 1),
    sourceIp: sourceIpOf(message),
    userAgent: message.headers['user-agent'] ?? '',
    requestId: String(message.headers['lambda-web-request-id'] ?? randomUUID()),
  };
}

/**
 * The status of a request that HTTP itself has answered: an answer in chunks is for HTTP/1.1 (RFC 9112, 6.1),
 * and a request is for one host (3.2). Lambda lets neither through; whoever else stands in front may.
 */
export function protocolFault({
  httpVersion,
  headersDistinct,
}: IncomingMessage): number | undefined {
  if (httpVersion !== '1.1') return 505;
  return headersDistinct.host?.length === 1 ? undefined : 400;
}

/** Whether the request brings a body, perhaps of no bytes in the end. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * The client's address: Lambda adds it as the last value; those before it are the client's own claim.
 * https://docs.aws.amazon.com/lambda/latest/dg/web-functions-http.html
 */
function sourceIpOf({ headersDistinct, socket }: IncomingMessage): string {
  const forwarded = headersDistinct['x-forwarded-for']?.at(-1)?.split(',').at(-1)?.trim() ?? '';
  if (isIP(forwarded) !== 0) return forwarded;
  return (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

import { callerRefusal } from '../server/caller-rule.ts';

/** A request, as far as the rules of an endpoint look at it. */
export interface EndpointRequest {
  readonly method: string;
  /** "1.1". */
  readonly httpVersion: string;
  readonly host: string | undefined;
}

/** What an endpoint answers in the function's place. */
export interface EndpointRefusal {
  readonly status: number;
  readonly message: string;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'OPTIONS', 'DELETE'];

/**
 * Why a request does not reach the function, if so:
 * docs.aws.amazon.com/lambda/latest/dg/web-functions-http.html. The names of this machine stand for the
 * endpoint's domain name; any other is one that a page lets lead here.
 */
export function endpointRefusal(
  { method, httpVersion, host }: EndpointRequest,
  allowedHosts: readonly string[],
): EndpointRefusal | undefined {
  if (httpVersion !== '1.1') {
    return { status: 505, message: `received HTTP/${httpVersion}; expected HTTP/1.1` };
  }
  if (host === undefined) return { status: 400, message: 'received no Host' };
  if (host !== host.toLowerCase()) {
    return { status: 404, message: `received the host ${host}; expected it in lower case` };
  }
  const message = callerRefusal({ host }, { allowedHosts, answersPages: true });
  if (message !== undefined) return { status: 404, message };
  if (methods.includes(method)) return undefined;
  return {
    status: 400,
    message: `received the method ${method}; expected one of ${methods.join(', ')}`,
  };
}

/** Of the connection between a client and an endpoint alone. */
const removed = new Set([
  ...['connection', 'keep-alive', 'upgrade', 'expect', 'te', 'trailer'],
  ...['proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['x-real-ip', 'x-http-method-override', 'x-http-method', 'x-method-override'],
  // The body goes on as it is, but in one piece.
  ...['transfer-encoding', 'content-length'],
]);

/** What an endpoint says of a request to the function. */
export interface RequestContext {
  readonly requestId: string;
  readonly endpointName: string;
  readonly clientAddress: string;
  /** The length of the body; absent: there is none. */
  readonly bodyBytes?: number | undefined;
}

/** Names and values by turns, as Node has them in `rawHeaders`. */
type RawHeaders = readonly string[];

/** The headers with which a request reaches the function: same page. */
export function forwardedHeaders(
  received: RawHeaders,
  { requestId, endpointName, clientAddress, bodyBytes }: RequestContext,
): string[] {
  const pairs = pairsOf(received);
  const valuesOf = (wanted: string) =>
    pairs.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const named = valuesOf('connection')
    .flatMap(value => value.split(','))
    .map(name => name.trim().toLowerCase());
  // Host is the endpoint's to check, whatever a Connection header says of it.
  const dropped = new Set([
    ...named.filter(name => name !== 'host'),
    ...removed,
    'x-forwarded-for',
  ]);
  const kept = pairs.filter(([name]) => {
    const lowerCase = name.toLowerCase();
    return !dropped.has(lowerCase) && !lowerCase.startsWith('lambda-web-');
  });
  const forwardedFor = named.includes('x-forwarded-for') ? [] : valuesOf('x-forwarded-for');
  return [
    ...kept.flat(),
    ...['X-Forwarded-For', [...forwardedFor, clientAddress].join(', ')],
    ...['lambda-web-request-id', requestId],
    ...['lambda-web-endpoint-name', endpointName],
    ...(bodyBytes === undefined ? [] : ['Content-Length', String(bodyBytes)]),
  ];
}

/** Of the connection between an endpoint and the function alone. */
const notReturned = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** The headers with which the function's answer reaches the client. */
export const returnedHeaders = (answered: RawHeaders, requestId: string): string[] => [
  ...pairsOf(answered)
    .filter(([name]) => !notReturned.has(name.toLowerCase()))
    .flat(),
  ...['lambda-web-request-id', requestId],
];

const pairsOf = (headers: RawHeaders): [name: string, value: string][] =>
  headers.flatMap((name, at) =>
    at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as [string, string]] : [],
  );

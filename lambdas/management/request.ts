import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * The request of a function URL as a standard one. HEAD is answered as GET, whose body the URL leaves
 * away: an answer without a body would never end (aws-lambda-nodejs-runtime-interface-client#95).
 */
export function requestOf(event: APIGatewayProxyEventV2): Request {
  const { rawPath, rawQueryString, requestContext } = event;
  const method = askedAs[requestContext.http.method] ?? requestContext.http.method;
  const headers = headersOf(event);
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`;
  const body = method === 'GET' ? undefined : bodyOf(event);
  if (body === undefined) headers.delete('content-length');
  else headers.set('content-length', String(body.byteLength));
  return new Request(`${originOf(event)}${rawPath}${query}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
}

/** No Request can be made of the last three (fetch.spec.whatwg.org, Methods); no path has OPTIONS either. */
const askedAs: Readonly<Record<string, string | undefined>> = {
  HEAD: 'GET',
  CONNECT: 'OPTIONS',
  TRACE: 'OPTIONS',
  TRACK: 'OPTIONS',
};

/** Where the caller sent it: the URL's own host, or that of whatever stands in front of it. */
function originOf({ headers, requestContext }: APIGatewayProxyEventV2): string {
  const protocol = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  const origin = `${protocol}://${headers.host}`;
  const isHost = URL.canParse(origin) && new URL(origin).origin === origin;
  return isHost ? origin : `https://${requestContext.domainName}`;
}

/** The event has them decoded from UTF-8; what a header cannot hold is held against nothing. */
function headersOf({ headers, cookies }: APIGatewayProxyEventV2): Headers {
  const result = new Headers();
  for (const [name, value = ''] of Object.entries(headers)) result.set(name, printable(value));
  if (cookies !== undefined) result.set('cookie', printable(cookies.join('; ')));
  // The body is whole by now, however it travelled.
  result.delete('transfer-encoding');
  return result;
}

function printable(value: string): string {
  return value.replaceAll(/[^\t\x20-\x7e]/g, '?');
}

function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEventV2) {
  return body === undefined ? undefined : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

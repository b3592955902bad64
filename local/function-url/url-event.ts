import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A synchronous request holds 6 MB: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const bodyLimitBytes = 6 * 1024 * 1024;

/** The event of a function URL: payload format 2.0 (docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html). */
export interface UrlEvent {
  readonly version: '2.0';
  readonly routeKey: '$default';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** "05/Aug/2022:08:14:39 +0000", the CLF form that the request context carries. */
function commonLogTime(time: Date): string {
  const day = `${twoDigits(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${day}:${time.toISOString().slice(11, 19)} +0000`;
}

/** Names in lower case, repeated headers joined by commas, cookies apart. */
function splitHeaders(request: IncomingMessage) {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (name === 'cookie') {
      cookies.push(...(values ?? []).flatMap(value => value.split(/;\s*/)).filter(Boolean));
    } else {
      headers[name] = (values ?? []).join(',');
    }
  }
  return { headers, cookies };
}

function queryParameters(rawQueryString: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = parameters[name];
    parameters[name] = before === undefined ? value : `${before},${value}`;
  }
  return parameters;
}

/** Only bodies of these types reach the function as text; all others in base64. */
const isText = (contentType: string): boolean =>
  /^(text\/|application\/(json|javascript|xml)|[^;]+\+(json|xml))/i.test(contentType);

/** Reads the body; undefined when it is larger than Lambda takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= bodyLimitBytes) chunks.push(chunk);
  }
  return bytes <= bodyLimitBytes ? Buffer.concat(chunks) : undefined;
}

function decodedPath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return rawPath;
  }
}

/** Builds the event of one request as a function URL does. */
export function toUrlEvent(
  request: IncomingMessage,
  body: Buffer,
  now: Date,
  region: string,
): UrlEvent {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const rawQueryString = mark < 0 ? '' : target.slice(mark + 1);
  const { headers, cookies } = splitHeaders(request);
  const sourceIp = (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  const port = String(request.socket.localPort ?? 80);
  const urlId = createHash('sha256').update(port).digest('hex').slice(0, 32);
  const isBase64Encoded = body.length > 0 && !isText(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: {
      ...headers,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': port,
      'x-forwarded-proto': 'http',
    },
    ...(rawQueryString === '' ? {} : { queryStringParameters: queryParameters(rawQueryString) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: urlId,
      domainName: `${urlId}.lambda-url.${region}.on.aws`,
      domainPrefix: urlId,
      http: {
        method: request.method ?? 'GET',
        path: decodedPath(rawPath),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 ? { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') } : {}),
    isBase64Encoded,
  };
}

import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { apiArn, domainName, type WebSocketApiDefinition } from './definition.ts';
import type { StageDimensions } from './stage-metrics.ts';

/** What every event of one connection says of it. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly stage: string;
  readonly connectedAtMs: number;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  /** What the authorizer returned, values as strings. */
  readonly authorizer?: Readonly<Record<string, string>>;
}

export type EventType = 'CONNECT' | 'MESSAGE' | 'DISCONNECT';

/** An event, and the request id that error frames repeat. */
export interface SocketEvent {
  readonly requestId: string;
  /** What the invoked function's policy has to name as its source. */
  readonly sourceArn: string;
  readonly stage: StageDimensions;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Eleven random bytes in base64 as AWS writes them: sixteen characters, the last "=". */
export function newConnectionId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/** Whether `id` could be a connection id; AWS refuses others with 400. */
export function isConnectionId(id: string): boolean {
  return /^[\w-]{15}=$/.test(id);
}

/** The event of `$connect`, for its integration; an authorizer's has `type` and `methodArn` too. */
export function connectEvent(
  api: WebSocketApiDefinition,
  facts: ConnectionFacts,
  request: IncomingMessage,
): SocketEvent {
  const base = requestContext(api, facts, '$connect', 'CONNECT');
  return {
    requestId: base.requestId,
    stage: { ApiId: api.apiId, Stage: facts.stage },
    sourceArn: connectMethodArn(api, facts.stage),
    payload: {
      ...requestParameters(request, facts),
      requestContext: base,
      isBase64Encoded: false,
    },
  };
}

/** The event of a WebSocket API's REQUEST authorizer. */
export function authorizerEvent(
  api: WebSocketApiDefinition,
  facts: ConnectionFacts,
  request: IncomingMessage,
  authorizerId: string,
): SocketEvent {
  const base = requestContext(api, facts, '$connect', 'CONNECT');
  return {
    requestId: base.requestId,
    stage: { ApiId: api.apiId, Stage: facts.stage },
    sourceArn: `${apiArn(api)}/authorizers/${authorizerId}`,
    payload: {
      type: 'REQUEST',
      methodArn: connectMethodArn(api, facts.stage),
      queryStringParameters: {},
      multiValueQueryStringParameters: {},
      stageVariables: {},
      ...requestParameters(request, facts),
      requestContext: base,
    },
  };
}

/** The ARN that an authorizer's policy must allow. */
export const connectMethodArn = (api: WebSocketApiDefinition, stage: string): string =>
  routeArn(api, stage, '$connect');

const routeArn = (api: WebSocketApiDefinition, stage: string, routeKey: string): string =>
  `${apiArn(api)}/${stage}/${routeKey}`;

/** The event of a message. */
export function messageEvent(
  api: WebSocketApiDefinition,
  facts: ConnectionFacts,
  routeKey: string,
  body: string,
): SocketEvent {
  const base = requestContext(api, facts, routeKey, 'MESSAGE');
  return {
    requestId: base.requestId,
    stage: { ApiId: api.apiId, Stage: facts.stage },
    sourceArn: routeArn(api, facts.stage, routeKey),
    payload: {
      requestContext: { ...base, messageId: newConnectionId() },
      body,
      isBase64Encoded: false,
    },
  };
}

/** The event of `$disconnect`. */
export function disconnectEvent(
  api: WebSocketApiDefinition,
  facts: ConnectionFacts,
  statusCode: number,
  reason: string,
): SocketEvent {
  const base = requestContext(api, facts, '$disconnect', 'DISCONNECT');
  const headers = {
    Host: domainName(api),
    'x-api-key': '',
    'X-Forwarded-For': '',
    'x-restapi': '',
  };
  return {
    requestId: base.requestId,
    stage: { ApiId: api.apiId, Stage: facts.stage },
    sourceArn: routeArn(api, facts.stage, '$disconnect'),
    payload: {
      headers,
      multiValueHeaders: multiValue(Object.entries(headers)),
      requestContext: { ...base, disconnectStatusCode: statusCode, disconnectReason: reason },
      isBase64Encoded: false,
    },
  };
}

function requestContext(
  api: WebSocketApiDefinition,
  facts: ConnectionFacts,
  routeKey: string,
  eventType: EventType,
) {
  const requestId = randomUUID();
  const now = new Date();
  return {
    routeKey,
    eventType,
    messageDirection: 'IN',
    requestId,
    extendedRequestId: requestId,
    requestTime: requestTime(now),
    requestTimeEpoch: now.getTime(),
    stage: facts.stage,
    connectedAt: facts.connectedAtMs,
    identity: {
      sourceIp: facts.sourceIp,
      ...(facts.userAgent !== undefined && { userAgent: facts.userAgent }),
    },
    domainName: domainName(api),
    connectionId: facts.connectionId,
    apiId: api.apiId,
    ...(facts.authorizer && { authorizer: facts.authorizer }),
  };
}

/** "09/Feb/2024:18:11:43 +0000", the common log format. */
function requestTime(now: Date): string {
  const [, day, month, year, time] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** Headers as the client spelt them, without those of the hop; AWS's own proxy headers added. */
function requestParameters(request: IncomingMessage, facts: ConnectionFacts) {
  const sent = pairs(request.rawHeaders).filter(
    ([name]) => !['connection', 'upgrade'].includes(name.toLowerCase()),
  );
  const headers: [string, string][] = [
    ...sent,
    ['X-Forwarded-For', facts.sourceIp],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
  const query = [...requestUrl(request).searchParams];
  return {
    headers: Object.fromEntries(headers),
    multiValueHeaders: multiValue(headers),
    // Absent, not empty, where there is no query.
    ...(query.length > 0 && {
      queryStringParameters: Object.fromEntries(query),
      multiValueQueryStringParameters: multiValue(query),
    }),
  };
}

/**
 * The request's URL; its host does not matter. What begins with a slash is a path, also with two of
 * them, which would begin a host if it stood alone (RFC 3986, 4.2).
 */
export function requestUrl({ url = '/' }: Pick<IncomingMessage, 'url'>): URL {
  return URL.parse(url.startsWith('/') ? `http://local${url}` : url) ?? new URL('http://local/');
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
}

function multiValue(entries: readonly (readonly [string, string])[]): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of entries) {
    values[name] = [...(values[name] ?? []), value];
  }
  return values;
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { accessKeyIdOf } from '../../aws-protocol/access-key-id.ts';
import type { Permission } from '../../contract/access-control.ts';
import type { WebSocketConnection } from './connection.ts';
import { isConnectionId, requestUrl } from './events.ts';
import { maxMessageBytes } from './message-limit.ts';

/** What the `@connections` API of one WebSocket API has to know. */
export interface ManagementPorts {
  connectionOf(stage: string, connectionId: string): WebSocketConnection | undefined;
  /** Why the signer of a request may not do this, if so. */
  refusal(accessKeyId: string, permission: Permission): string | undefined;
  readonly apiArn: string;
}

interface ManagementAnswer {
  readonly statusCode: number;
  readonly errorType?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

const missingToken = refusal(
  403,
  'MissingAuthenticationTokenException',
  'Missing Authentication Token',
);
const forbidden = refusal(403, 'ForbiddenException', 'Forbidden');
const gone = refusal(410, 'GoneException', 'Gone');
const tooLarge = refusal(413, 'PayloadTooLargeException', 'Message too long');
const limitExceeded = refusal(429, 'LimitExceededException', 'The client side buffer is full');

/**
 * Answers the `@connections` API: POST sends a message, GET describes a connection, DELETE closes
 * it. Some credentials are needed; those of a role have to be allowed to. A connection exists once its
 * `$connect` has ended.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
 */
export async function answerManagement(
  request: IncomingMessage,
  response: ServerResponse,
  ports: ManagementPorts,
): Promise<void> {
  const body = await readMessage(request);
  const { statusCode, errorType, body: answer } = answerOf(request, body, ports);
  response.writeHead(statusCode, {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
    ...(errorType !== undefined && { 'x-amzn-errortype': errorType }),
  });
  response.end(answer === undefined ? undefined : JSON.stringify(answer));
}

function answerOf(
  request: IncomingMessage,
  body: string | undefined,
  { connectionOf, refusal: refusalOf, apiArn }: ManagementPorts,
): ManagementAnswer {
  const target = readTarget(request);
  if (target === undefined) return forbidden;
  if (request.headers.authorization === undefined) return missingToken;
  const denied = refusalOf(accessKeyIdOf(request.headers), {
    action: 'execute-api:ManageConnections',
    resource: `${apiArn}/${target.stage}/${request.method}/@connections/${target.connectionId}`,
  });
  if (denied !== undefined) {
    return { statusCode: 403, errorType: 'AccessDeniedException', body: { Message: denied } };
  }
  if (!isConnectionId(target.connectionId)) {
    const message = `Invalid connectionId: ${target.connectionId}`;
    return refusal(400, 'BadRequestException', message);
  }
  if (body === undefined) return tooLarge;
  const connection = connectionOf(target.stage, target.connectionId);
  if (connection === undefined || !connection.isOpen) return gone;
  switch (request.method) {
    case 'POST':
      return connection.post(body) ? { statusCode: 200 } : limitExceeded;
    case 'GET':
      return { statusCode: 200, body: describe(connection) };
    case 'DELETE':
      connection.close();
      return { statusCode: 204 };
    default:
      return missingToken; // what API Gateway says to a method it does not know
  }
}

/** "/STAGE/@connections/ID", each part URL-encoded or not. */
function readTarget(request: IncomingMessage) {
  try {
    const [, stage, marker, connectionId, ...rest] = requestUrl(request)
      .pathname.split('/')
      .map(decodeURIComponent);
    if (stage === undefined || marker !== '@connections' || rest.length > 0) return undefined;
    return connectionId === undefined ? undefined : { stage, connectionId };
  } catch {
    return undefined; // "%" that encodes nothing
  }
}

function describe({ facts, lastActiveAtMs }: WebSocketConnection) {
  return {
    connectedAt: new Date(facts.connectedAtMs).toISOString(),
    identity: { sourceIp: facts.sourceIp, userAgent: facts.userAgent ?? '' },
    lastActiveAt: new Date(lastActiveAtMs).toISOString(),
  };
}

/** The body as text; undefined if it is larger than a message may be. */
async function readMessage(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxMessageBytes) chunks.push(chunk);
  }
  return bytes <= maxMessageBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function refusal(statusCode: number, errorType: string, message: string): ManagementAnswer {
  return { statusCode, errorType, body: { message } };
}

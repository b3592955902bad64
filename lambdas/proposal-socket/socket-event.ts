import * as z from 'zod';
import { joinedHeaders } from '../../core/auth/credential.ts';
import { connectionIdOf } from '../../core/connection/connection-id.ts';
import { commaSeparated } from '../adapters/runtime/read-environment.ts';

/**
 * Who sits at the other end, as the authorizer left it with the connection. API Gateway hands its
 * numbers on as text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
const authorizerSchema = z.object({
  userId: z.string(),
  role: z.string(),
  tokenExpiresAtMs: z.coerce.number(),
  issuedAtMs: z.coerce.number().optional(),
  tokenId: z.string().optional(),
  /** Comma-separated; absent when there are none. */
  permissions: commaSeparated.optional(),
});

const valuesSchema = z.record(z.string(), z.string().optional()).nullish();

const listsSchema = z.record(z.string(), z.array(z.string()).optional()).nullish();

const socketEventSchema = z.object({
  headers: valuesSchema,
  multiValueHeaders: listsSchema,
  /** The other form has the last of several with one name. */
  multiValueQueryStringParameters: listsSchema,
  body: z.string().nullish(),
  requestContext: z.object({
    eventType: z.enum(['CONNECT', 'MESSAGE', 'DISCONNECT']),
    connectionId: z.string().min(1),
    /** API Gateway's own id of this one event. */
    requestId: z.string().min(1),
    /** Milliseconds since the Unix epoch. */
    connectedAt: z.number(),
    identity: z.object({ sourceIp: z.string().nullish(), userAgent: z.string().nullish() }),
    authorizer: authorizerSchema,
  }),
});

/** The user and connection that an event is of. */
export interface Speaker {
  readonly userId: string;
  readonly role: string;
  readonly connectionId: string;
  /** Of the token that the socket was opened with. */
  readonly tokenExpiresAtMs: number;
  /** Of the same token, as far as it tells: when it was issued, and its `jti`. */
  readonly issuedAtMs?: number | undefined;
  readonly tokenId?: string | undefined;
  /** Those of the token that count on a socket. */
  readonly permissions?: readonly string[] | undefined;
}

/** One event of one socket, in our terms. */
export interface SocketEvent {
  readonly type: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
  readonly speaker: Speaker;
  readonly eventId: string;
  readonly connectedAtMs: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The handshake's; of other events empty. */
  readonly query: Readonly<Record<string, readonly string[] | undefined>>;
  readonly text: string;
}

/**
 * The event, its connection under our id: one that tells by itself whose it is. Throws when that is no
 * event of a WebSocket.
 */
export async function readSocketEvent(event: unknown): Promise<SocketEvent> {
  const received = parseSocketEvent(event);
  const { speaker } = received;
  const connectionId = await connectionIdOf(speaker.connectionId, speaker.userId);
  return { ...received, speaker: { ...speaker, connectionId } };
}

/** Parses what API Gateway passes to the function. Throws when that is no event of a WebSocket. */
export function parseSocketEvent(event: unknown): SocketEvent {
  const parsed = socketEventSchema.parse(event);
  const { headers, multiValueHeaders, body, requestContext } = parsed;
  const { eventType, connectionId, requestId, connectedAt, identity, authorizer } = requestContext;
  return {
    type: eventType,
    speaker: { ...authorizer, connectionId },
    eventId: requestId,
    connectedAtMs: connectedAt,
    sourceIp: identity.sourceIp ?? '',
    userAgent: identity.userAgent ?? '',
    headers: joinedHeaders({ headers, multiValueHeaders }),
    query: parsed.multiValueQueryStringParameters ?? {},
    text: body ?? '',
  };
}

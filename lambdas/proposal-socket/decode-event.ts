import * as z from 'zod';
import { joinedHeaders } from '../../core/auth/credential.ts';
import { connectionIdOf } from '../../core/connection/connection-id.ts';
import type { SocketEvent } from '../../core/socket/socket-event.ts';

/**
 * A list as JSON; absent when there are none. What is no such list an authorizer of before left there:
 * it lets nobody do more, and all but the handshake itself go by the connection's row.
 */
const permissionsSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('expected a list as JSON');
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string()))
  .catch([]);

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
  permissions: permissionsSchema.optional(),
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

/**
 * The event, its connection under our id: one that says by itself whose it is. Throws when that is no
 * event of a WebSocket.
 */
export async function readSocketEvent(event: unknown): Promise<SocketEvent> {
  const received = parseSocketEvent(event);
  const { user } = received;
  const connectionId = await connectionIdOf(user.connectionId, user.userId);
  return { ...received, user: { ...user, connectionId } };
}

/** Parses what API Gateway passes to the function. Throws when that is no event of a WebSocket. */
export function parseSocketEvent(event: unknown): SocketEvent {
  const parsed = socketEventSchema.parse(event);
  const { headers, multiValueHeaders, body, requestContext } = parsed;
  const { eventType, connectionId, requestId, connectedAt, identity, authorizer } = requestContext;
  return {
    type: eventType,
    user: { ...authorizer, connectionId },
    eventId: requestId,
    connectedAtMs: connectedAt,
    sourceIp: identity.sourceIp ?? '',
    userAgent: identity.userAgent ?? '',
    headers: joinedHeaders({ headers, multiValueHeaders }),
    query: parsed.multiValueQueryStringParameters ?? {},
    text: body ?? '',
  };
}

import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { httpCredential } from '../../../core/auth/credential.ts';
import { frontDoorRefusal } from '../../../core/auth/front-door.ts';
import { endedSessionCookie, sessionCookie } from '../../../core/auth/session-cookie.ts';
import { credentialRate } from '../../../core/limit/rate-limit.ts';
import {
  endedSessionSchema,
  nothingSchema,
  sessionSchema,
} from '../../../core/wire/management/session.ts';
import { Refused } from '../../../core/wire/refused.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { optionalBody } from '../optional-body.ts';
import {
  bodyRefusals,
  callerRefusals,
  json,
  jsonBody,
  optionalJsonBody,
  refusals,
} from '../responses.ts';

/** Browsers keep no cookie of more than 4,096 bytes, and do not say so: RFC 6265, 6.1. */
const maxCookieTokenLength = 4_000;

/** Sessions of browsers: a bearer token is kept in a cookie, which only pages of the front door use. */
export function sessionRoutes(ports: CallerPorts) {
  const atFrontDoor = frontDoorOnly(ports);
  const body = jsonBody(nothingSchema);
  const beginSession = createRoute({
    method: 'post',
    path: '/session',
    operationId: 'beginSession',
    tags: ['Identity'],
    summary: 'Keeps the bearer token in a cookie',
    description: 'For everyone with a bearer, on a page of the front door.',
    // A cookie that is there already, perhaps a bad one, must not keep anyone from signing in.
    middleware: [atFrontDoor, signedIn(ports, { sessionCookie: false, rate: credentialRate })],
    security: [{ bearer: [] }],
    request: { body },
    responses: {
      200: json('The session; the cookie is in `Set-Cookie`', sessionSchema),
      ...callerRefusals,
      ...bodyRefusals,
      ...refusals(404),
    },
  });
  const endSession = createRoute({
    method: 'delete',
    path: '/session',
    operationId: 'endSession',
    tags: ['Identity'],
    summary: 'Removes the cookie; its token is not revoked',
    description: 'For every page of the front door.',
    middleware: [atFrontDoor, optionalBody],
    security: [],
    request: { body: optionalJsonBody(nothingSchema) },
    responses: {
      200: json('No session', endedSessionSchema),
      ...refusals(400, 403, 404),
      ...bodyRefusals,
    },
  });
  return new OpenAPIHono<ManagementEnv>()
    .openapi(beginSession, context => {
      const { expiresAtMs } = context.get('identity');
      const token = httpCredential(context.req.header(), context.req.queries('token') ?? []) ?? '';
      if (token.length > maxCookieTokenLength) {
        const detail = `received a token of ${token.length} characters; expected at most ${maxCookieTokenLength}, for more does not fit into a cookie`;
        throw new Refused('TOKEN_REFUSED', detail);
      }
      context.header('set-cookie', sessionCookie(token, (expiresAtMs - ports.now()) / 1_000));
      return context.json({ expiresAt: expiresAtMs }, 200);
    })
    .openapi(endSession, context => {
      context.header('set-cookie', endedSessionCookie);
      return context.json({ ended: true as const }, 200);
    });
}

/** Without a front door there are no sessions; with one, only its pages may begin or end them. */
function frontDoorOnly({ config: { frontDoorOrigin } }: Pick<CallerPorts, 'config'>) {
  return createMiddleware<ManagementEnv>(async (context, next) => {
    if (frontDoorOrigin === undefined) {
      const detail = 'received a request for a session; expected none, for there is no front door';
      throw new Refused('NOT_FOUND', detail);
    }
    const request = { method: context.req.method, headers: context.req.header() };
    const refusal = frontDoorRefusal(request, frontDoorOrigin);
    if (refusal !== undefined) throw new Refused(refusal.code, refusal.message);
    await next();
  });
}

import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { endRevoked } from '../../../core/connection/end-revoked.ts';
import {
  liftedSchema,
  liftQuerySchema,
  liftRequestSchema,
  revocationListSchema,
  revocationQuerySchema,
  revocationRequestSchema,
  revokedSchema,
} from '../../../core/wire/management/revocation.ts';
import { Refused } from '../../../core/wire/refused.ts';
import { everyToken } from '../../../core/wire/token-id.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { optionalBody } from '../optional-body.ts';
import type { ManagementPorts } from '../ports.ts';
import { queryOrBody } from '../query-or-body.ts';
import {
  bodyRefusals,
  callerRefusals,
  json,
  jsonBody,
  optionalJsonBody,
  refusals,
} from '../responses.ts';

type RevocationPorts = CallerPorts & Pick<ManagementPorts, 'directory' | 'endConnection'>;

/** Who is let in no more: users, and single tokens. */
export function revocationRoutes(ports: RevocationPorts) {
  const { now, revocations } = ports;
  const { revoke, list, lift } = routesFor(ports);
  return new OpenAPIHono<ManagementEnv>()
    .openapi(revoke, async context => {
      const { userId, tokenId = everyToken, reason } = context.req.valid('json');
      const revokedAtMs = now();
      const { userId: by } = context.get('identity');
      const revocation = { userId, tokenId, revokedAtMs, by, reason };
      // First: whoever connects from now on finds it, and whoever did before is found.
      await revocations.revoke(revocation);
      const connectionsEnded = await endRevoked(revocation, ports);
      return context.json({ revokedAt: revokedAtMs, connectionsEnded }, 200);
    })
    .openapi(list, async context => {
      const { userId, ...asked } = context.req.valid('query');
      const page = await revocations.listOf(userId, asked);
      const answer = {
        revocations: page.revocations.map(({ tokenId, revokedAtMs, ...rest }) => ({
          ...rest,
          ...(tokenId === everyToken ? {} : { tokenId }),
          revokedAt: revokedAtMs,
        })),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
      return context.json(answer, 200);
    })
    .openapi(lift, async context => {
      const fields = queryOrBody(context.req.valid('query'), context.req.valid('json'));
      const { userId, tokenId = everyToken, reason } = fields;
      if (userId === undefined) {
        const detail = 'received userId, which is missing; expected it in the query or in the body';
        throw new Refused('QUERY_INVALID', detail);
      }
      context.set('audited', { subject: `user#${userId}`, ...(reason && { reason }) });
      if (await revocations.lift(userId, tokenId))
        return context.json({ lifted: true } as const, 200);
      throw new Refused('NOT_FOUND', 'received what was not revoked; expected a revocation');
    });
}

function routesFor(ports: RevocationPorts) {
  const shared = {
    path: '/revocations',
    tags: ['Identity'],
    description: 'For admins.',
    middleware: signedIn(ports, { roles: ['admin'] }),
  };
  const revoke = createRoute({
    ...shared,
    method: 'post',
    operationId: 'revoke',
    summary: 'Lets a user, or one token, in no more, and ends their connections',
    request: { body: jsonBody(revocationRequestSchema) },
    responses: {
      200: json('It holds from now on', revokedSchema),
      ...callerRefusals,
      ...bodyRefusals,
    },
  });
  const list = createRoute({
    ...shared,
    method: 'get',
    operationId: 'listRevocations',
    summary: 'What of a user is revoked',
    request: { query: revocationQuerySchema },
    responses: { 200: json('A page', revocationListSchema), ...callerRefusals },
  });
  const lift = createRoute({
    ...shared,
    middleware: [shared.middleware, optionalBody],
    method: 'delete',
    operationId: 'liftRevocation',
    summary: 'Lets them in again',
    request: { query: liftQuerySchema, body: optionalJsonBody(liftRequestSchema) },
    responses: {
      200: json('It holds no more', liftedSchema),
      ...callerRefusals,
      ...bodyRefusals,
      ...refusals(404),
    },
  });
  return { revoke, list, lift };
}

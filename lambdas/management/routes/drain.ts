import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { endSockets } from '../../../core/drain/end-sockets.ts';
import {
  drainEndedSchema,
  drainingSchema,
  drainRequestSchema,
} from '../../../core/wire/management/drain.ts';
import { nothingSchema } from '../../../core/wire/management/session.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { optionalBody } from '../optional-body.ts';
import type { ManagementPorts } from '../ports.ts';
import { bodyRefusals, callerRefusals, json, jsonBody, optionalJsonBody } from '../responses.ts';

type DrainPorts = CallerPorts &
  Pick<ManagementPorts, 'directory' | 'endConnection' | 'drains' | 'gateway' | 'pause'>;

const subject = 'drain';

/** Nobody new, and an end to all that is open, before maintenance. This API serves on meanwhile. */
export function drainRoutes(ports: DrainPorts) {
  const { drains, now } = ports;
  const shared = { path: '/drain', tags: ['Operations'], description: 'For admins.' };
  const admin = signedIn(ports, { roles: ['admin'] });
  const beginDrain = createRoute({
    ...shared,
    method: 'post',
    operationId: 'beginDrain',
    summary: 'Lets no stream, socket or poll in for a while, and ends those that are open',
    middleware: admin,
    request: { body: jsonBody(drainRequestSchema) },
    responses: {
      200: json('It drains; streams end within 10 s', drainingSchema),
      ...callerRefusals,
      ...bodyRefusals,
    },
  });
  const endDrain = createRoute({
    ...shared,
    method: 'delete',
    operationId: 'endDrain',
    summary: 'Lets them in again',
    middleware: [admin, optionalBody],
    request: { body: optionalJsonBody(nothingSchema) },
    responses: {
      200: json('It drains no more', drainEndedSchema),
      ...callerRefusals,
      ...bodyRefusals,
    },
  });
  return new OpenAPIHono<ManagementEnv>()
    .openapi(beginDrain, async context => {
      const { forSeconds, reason } = context.req.valid('json');
      const startedAtMs = now();
      const untilMs = startedAtMs + forSeconds * 1_000;
      const drain = { startedAtMs, untilMs, by: context.get('identity').userId, reason };
      context.set('audited', { subject, reason });
      // First: a socket that connects from now on finds it, and one that did before is listed.
      await drains.begin(drain);
      const ended = await endSockets(drain, ports);
      return context.json({ draining: { until: untilMs, reason }, ...ended }, 200);
    })
    .openapi(endDrain, async context => {
      context.set('audited', { subject });
      return context.json({ ended: await drains.end() }, 200);
    });
}

import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { labelOf } from '../../../core/connection/client-label.ts';
import type { Connection } from '../../../core/connection/connection.ts';
import { findConnection, notOpen } from '../../../core/connection/find-connection.ts';
import { listConnections } from '../../../core/connection/list-connections.ts';
import {
  type ConnectionView,
  connectionPathSchema,
  connectionSchema,
  connectionsQuerySchema,
  connectionsSchema,
  disconnectedSchema,
  disconnectQuerySchema,
  disconnectSchema,
  presenceSchema,
  userPathSchema,
} from '../../../core/wire/management/connections.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { optionalBody } from '../optional-body.ts';
import type { ManagementPorts } from '../ports.ts';
import { queryOrBody } from '../query-or-body.ts';
import { bodyRefusals, callerRefusals, json, optionalJsonBody, refusals } from '../responses.ts';

/** What the routes work with. */
export type ConnectionRoutePorts = CallerPorts &
  Pick<ManagementPorts, 'directory' | 'endConnection' | 'pause'>;

/** Who is connected, and ending it. For admins. */
export function connectionRoutes(ports: ConnectionRoutePorts) {
  const { directory, endConnection: end } = ports;
  const routes = routesFor(ports);
  return new OpenAPIHono<ManagementEnv>()
    .openapi(routes.list, async context => {
      const { connections, next } = await listConnections(context.req.valid('query'), directory);
      const page = { connections: connections.map(viewOf), ...(next && { next }) };
      return context.json(page, 200);
    })
    .openapi(routes.one, async context => {
      const { id } = context.req.valid('param');
      return context.json(viewOf(await findConnection(id, ports)), 200);
    })
    .openapi(routes.endOne, async context => {
      const { id } = context.req.valid('param');
      context.set('audited', reasonOf(context.req.valid('query'), context.req.valid('json')));
      const ended = await end(await findConnection(id, ports), 'disconnected');
      if (!ended) throw notOpen(id);
      return context.json({ disconnected: 1 }, 200);
    })
    .openapi(routes.endOfUser, async context => {
      context.set('audited', reasonOf(context.req.valid('query'), context.req.valid('json')));
      const connections = await directory.ofUser(context.req.valid('param').id);
      const ended = await Promise.all(connections.map(one => end(one, 'disconnected')));
      return context.json({ disconnected: ended.filter(Boolean).length }, 200);
    })
    .openapi(routes.presence, async context => {
      const userId = context.req.valid('param').id;
      const connections = await directory.ofUser(userId);
      const online = connections.some(isThere);
      return context.json({ userId, online, connections: connections.map(viewOf) }, 200);
    });
}

function routesFor(ports: ConnectionRoutePorts) {
  const shared = {
    tags: ['Connections'],
    description: 'For admins.',
    middleware: signedIn(ports, { roles: ['admin'] }),
  };
  const ending = {
    ...shared,
    method: 'delete' as const,
    middleware: [shared.middleware, optionalBody],
  };
  const why = { query: disconnectQuerySchema, body: optionalJsonBody(disconnectSchema) };
  return {
    list: createRoute({
      ...shared,
      method: 'get',
      path: '/connections',
      operationId: 'listConnections',
      summary: 'Open connections, those of a channel oldest first',
      request: { query: connectionsQuerySchema },
      responses: { 200: json('A page of them', connectionsSchema), ...callerRefusals },
    }),
    one: createRoute({
      ...shared,
      method: 'get',
      path: '/connections/{id}',
      operationId: 'getConnection',
      summary: 'One open connection',
      request: { params: connectionPathSchema },
      responses: {
        200: json('The connection', connectionSchema),
        ...callerRefusals,
        ...refusals(404),
      },
    }),
    endOne: createRoute({
      ...ending,
      path: '/connections/{id}',
      operationId: 'disconnectConnection',
      summary: 'Disconnects one connection, stream or socket',
      request: { params: connectionPathSchema, ...why },
      responses: {
        200: json('It ends within 10 s', disconnectedSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(404),
      },
    }),
    endOfUser: createRoute({
      ...ending,
      path: '/users/{id}/connections',
      operationId: 'disconnectUser',
      summary: 'Disconnects a user everywhere; it is no ban',
      request: { params: userPathSchema, ...why },
      responses: {
        200: json('They end within 10 s', disconnectedSchema),
        ...callerRefusals,
        ...bodyRefusals,
      },
    }),
    presence: createRoute({
      ...shared,
      method: 'get',
      path: '/users/{id}/presence',
      operationId: 'getPresence',
      summary: 'Whether a user is online, and by which connections',
      request: { params: userPathSchema },
      responses: { 200: json('Where the user is', presenceSchema), ...callerRefusals },
    }),
  };
}

interface Reasoned {
  readonly reason?: string | undefined;
}

/** For the audit. */
function reasonOf(query: Reasoned, body: Reasoned): { readonly reason?: string } {
  const { reason } = queryOrBody(query, body);
  return reason === undefined ? {} : { reason };
}

function isThere({ state }: Connection): boolean {
  return state !== 'stale' && state !== 'disconnecting';
}

function viewOf(connection: Connection): ConnectionView {
  const { connectionId, userId, role, kind, channel, channels, state, clientId } = connection;
  const { connectedAtMs, seenAtMs, expiresAtMs, sourceIp, userAgent } = connection;
  const { paymentStreams, workflows } = connection;
  return {
    ...{ connectionId, userId, role, kind, channel, state },
    ...(channels === undefined ? {} : { channels: [...channels] }),
    ...(paymentStreams === undefined ? {} : { paymentStreams }),
    // Not which: they may not be shown to this admin.
    ...(workflows === undefined ? {} : { workflows: workflows.length }),
    ...{ connectedAt: connectedAtMs, seenAt: seenAtMs, expiresAt: expiresAtMs },
    ...{ sourceIp, userAgent },
    ...(clientId === undefined ? {} : { clientId }),
    ...labelOf(connection),
  };
}

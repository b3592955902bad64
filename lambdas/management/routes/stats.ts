import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { collectStats, type StatsPorts } from '../../../core/telemetry/collect-stats.ts';
import { statsSchema } from '../../../core/wire/management/stats.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { callerRefusals, json } from '../responses.ts';

/** What is going on: connections, events, latency, errors. */
export function statsRoutes(ports: CallerPorts & StatsPorts) {
  const getStats = createRoute({
    method: 'get',
    path: '/stats',
    operationId: 'getStats',
    tags: ['Operations'],
    summary: 'Connections, events, latency and errors of the last minutes',
    description:
      'For admins and operators; an operator gets the channels that operators read. Over all environments of all functions.',
    middleware: [signedIn(ports, { roles: ['admin', 'operator'] })] as const,
    responses: { 200: json('What was counted', statsSchema), ...callerRefusals },
  });
  return new OpenAPIHono<ManagementEnv>().openapi(getStats, async context =>
    context.json(await collectStats(context.get('identity'), ports), 200),
  );
}

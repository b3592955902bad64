import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { createHealthCheck } from '../../../core/health/check-health.ts';
import { healthQuerySchema, healthSchema } from '../../../core/wire/management/health.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { componentsOf } from '../components.ts';
import type { ManagementPorts } from '../ports.ts';
import { callerRefusals, json } from '../responses.ts';

type HealthPorts = CallerPorts &
  Pick<ManagementPorts, 'counted' | 'segments' | 'directory' | 'auditLog' | 'drains' | 'webhooks'>;

/** Whether the system works: the status for anyone, the rest for admins. */
export function healthRoutes(ports: HealthPorts) {
  const health = createHealthCheck({ ...ports, components: componentsOf(ports) });
  const admin = signedIn(ports, { roles: ['admin'] });
  const adminForDetails = createMiddleware<ManagementEnv>(async (context, next) => {
    if (context.req.query('details') !== 'true') return await next();
    await admin(context, next);
  });
  const getHealth = createRoute({
    method: 'get',
    path: '/health',
    operationId: 'getHealth',
    tags: ['Operations'],
    summary: 'Whether the system works',
    description: 'For anyone; `details` for admins. Checked every 5 s at most.',
    security: [{}, { bearer: [] }, { bearerInQuery: [] }, { session: [] }],
    middleware: [adminForDetails] as const,
    request: { query: healthQuerySchema },
    responses: { 200: json('Its overall health', healthSchema), ...callerRefusals },
  });
  return new OpenAPIHono<ManagementEnv>().openapi(getHealth, async context => {
    const [report, drain] = await Promise.all([health(), ports.drains.current()]);
    const { details } = context.req.valid('query');
    const shown = details === 'true' ? report : { status: report.status };
    const draining = drain && { until: drain.untilMs, reason: drain.reason };
    return context.json({ ...shown, ...(draining && { draining }) }, 200);
  });
}

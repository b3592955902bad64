import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { healthSchema } from '../../../core/wire/management/health.ts';
import type { ManagementEnv } from '../caller.ts';
import { json, refusals } from '../responses.ts';

const getHealth = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  tags: ['Operations'],
  summary: 'Whether the system works',
  description: 'For anyone.',
  security: [],
  responses: { 200: json('Its overall health', healthSchema), ...refusals(400, 403) },
});

export function healthRoutes() {
  return new OpenAPIHono<ManagementEnv>().openapi(getHealth, context =>
    context.json({ status: 'healthy' as const }, 200),
  );
}

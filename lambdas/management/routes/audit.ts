import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { AuditLog } from '../../../core/audit/audit-trail.ts';
import { auditPageSchema, auditQuerySchema } from '../../../core/wire/management/audit.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { callerRefusals, json } from '../responses.ts';

const dayMs = 86_400_000;

/** Who did what, and who was refused. */
export function auditRoutes(ports: CallerPorts & { readonly auditLog: AuditLog }) {
  const listAudit = createRoute({
    method: 'get',
    path: '/audit',
    operationId: 'listAudit',
    tags: ['Operations'],
    summary: 'Who did what, and who was refused',
    description:
      'For admins. Newest first. A page may have fewer entries than `limit`, or none, and still have a `next`.',
    middleware: [signedIn(ports, { roles: ['admin'] })] as const,
    request: { query: auditQuerySchema },
    responses: { 200: json('A page of entries', auditPageSchema), ...callerRefusals },
  });
  return new OpenAPIHono<ManagementEnv>().openapi(listAudit, async context => {
    const { actor, action, from, to, limit, next } = context.req.valid('query');
    const toMs = to ?? ports.now();
    const fromMs = from ?? toMs - dayMs;
    const page = await ports.auditLog.find({ actor, action, fromMs, toMs, limit, next });
    const entries = page.entries.map(({ entryId, atMs, lastAtMs, ...entry }) => ({
      ...entry,
      id: entryId,
      at: atMs,
      lastAt: lastAtMs,
    }));
    return context.json({ entries, ...(page.next === undefined ? {} : { next: page.next }) }, 200);
  });
}

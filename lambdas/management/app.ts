import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { problemContentType } from '../../core/wire/problem.ts';
import type { ManagementEnv } from './caller.ts';
import type { ManagementPorts } from './ports.ts';
import { Refused } from './refused.ts';
import { healthRoutes } from './routes/health.ts';

/** The whole API: its routes, its document, and the one place that turns failures into problems. */
export function createApp(ports: ManagementPorts) {
  const app = new OpenAPIHono<ManagementEnv>();
  app.route('/', healthRoutes());
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'GalloBets Realtime', version: '1.0.0' },
  });
  app.notFound(context => {
    const { method, path } = context.req;
    const detail = `received ${method} ${path.slice(0, 128)}, expected one of the paths of /openapi.json`;
    return answer(context, new Refused('NOT_FOUND', detail));
  });
  app.onError((error, context) => {
    if (error instanceof Refused) return answer(context, error);
    ports.onFailure(error, { method: context.req.method, path: context.req.path });
    const detail = 'the request could not be carried out; try again';
    return answer(context, new Refused('UNAVAILABLE', detail, { afterSec: 2 }));
  });
  return app;
}

function answer(context: Context, { problem, retryAfterSec }: Refused): Response {
  const headers = new Headers({ 'content-type': problemContentType, 'cache-control': 'no-store' });
  if (retryAfterSec !== undefined) headers.set('retry-after', String(retryAfterSec));
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer');
  return context.newResponse(JSON.stringify(problem), { status: problem.status, headers });
}

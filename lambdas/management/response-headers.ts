import { createMiddleware } from 'hono/factory';
import type { ManagementEnv } from './caller.ts';

/** The headers of every response, refusals included. */
export const responseHeaders = createMiddleware<ManagementEnv>(async (context, next) => {
  const requestId = context.env.lambdaContext.awsRequestId;
  context.set('requestId', requestId);
  await next();
  const { headers } = context.res;
  headers.set('x-request-id', requestId);
  // A document says itself how long it may be kept.
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  headers.set('x-content-type-options', 'nosniff');
});

import { createMiddleware } from 'hono/factory';
import { cutText } from '../../core/wire/cut-text.ts';
import { Refused } from '../../core/wire/refused.ts';
import type { ManagementEnv } from './caller.ts';
import type { Config } from './config.ts';

/** What every answer carries, whatever it is of. */
export const framed = createMiddleware<ManagementEnv>(async (context, next) => {
  const requestId = context.env.lambdaContext.awsRequestId;
  context.set('requestId', requestId);
  await next();
  const { headers } = context.res;
  headers.set('x-request-id', requestId);
  headers.set('cache-control', 'no-store');
  headers.set('x-content-type-options', 'nosniff');
});

export type OriginConfig = Pick<Config, 'allowedOrigins'>;

/** Refuses pages of other origins than the allowed ones, as the channels do. */
export function allowedOrigin({ allowedOrigins }: OriginConfig) {
  return createMiddleware<ManagementEnv>(async (context, next) => {
    const origin = context.req.header('origin');
    if (origin !== undefined && !allowedOrigins.includes(origin)) {
      const detail = `received a request from the origin ${cutText(origin, 128)}; expected none or one of the allowed ones`;
      throw new Refused('ORIGIN_NOT_ALLOWED', detail);
    }
    await next();
  });
}

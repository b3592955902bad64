import { createMiddleware } from 'hono/factory';
import { cutText } from '../../core/wire/cut-text.ts';
import { Refused } from '../../core/wire/refused.ts';
import type { ManagementEnv } from './caller.ts';
import type { Config } from './config.ts';

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

import { createMiddleware } from 'hono/factory';
import type { ManagementEnv } from './caller.ts';

/**
 * For DELETE, with which many clients and proxies send no body, or no type with it: whatever there is
 * is read as JSON, and nothing as no fields. It stands behind the credential, which for a session
 * cookie asks for the content type itself (core/auth/front-door.ts).
 */
export const optionalBody = createMiddleware<ManagementEnv>(async ({ req }, next) => {
  const text = await req.text();
  const headers = new Headers(req.raw.headers);
  const isEmpty = text.trim() === '';
  if (isEmpty) headers.delete('content-type');
  else headers.set('content-type', 'application/json');
  const { url, method } = req.raw;
  req.raw = new Request(url, { method, headers, ...(isEmpty ? {} : { body: text }) });
  await next();
});

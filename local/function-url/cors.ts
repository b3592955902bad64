import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

/** Lambda answers preflights itself: OPTIONS is no method to allow, and fails the deployment. */
const methods = ['*', 'DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'] as const;

const list = z.array(z.string()).max(100).default([]);

/**
 * The Cors property of AWS::Lambda::Url, within the limits of Lambda:
 * docs.aws.amazon.com/lambda/latest/api/API_Cors.html
 */
export const corsProperties = z.object({
  AllowOrigins: list,
  AllowMethods: z
    .array(z.enum(methods, `expected one of ${methods.join(', ')}`))
    .max(6)
    .default([]),
  AllowHeaders: list,
  ExposeHeaders: list,
  AllowCredentials: z.boolean().default(false),
  MaxAge: z.coerce.number().int().min(0).max(86_400).optional(),
});

export type CorsConfig = z.output<typeof corsProperties>;

/** A preflight asks for a method from another origin: the URL answers it, the function never sees it. */
export const isPreflight = (request: IncomingMessage): boolean =>
  request.method === 'OPTIONS' &&
  request.headers.origin !== undefined &&
  request.headers['access-control-request-method'] !== undefined;

/**
 * Sets the CORS headers of an answer. An origin that is not allowed gets none, which is how the
 * browser learns it.
 */
export function applyCors(
  cors: CorsConfig,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const origin = request.headers.origin;
  const any = cors.AllowOrigins.includes('*');
  if (!any) response.setHeader('vary', 'Origin');
  if (origin === undefined || !(any || cors.AllowOrigins.includes(origin))) return;
  // With credentials the header must name the origin: fetch.spec.whatwg.org, CORS protocol.
  response.setHeader('access-control-allow-origin', any && !cors.AllowCredentials ? '*' : origin);
  if (cors.AllowCredentials) response.setHeader('access-control-allow-credentials', 'true');
  if (cors.ExposeHeaders.length > 0) {
    response.setHeader('access-control-expose-headers', cors.ExposeHeaders.join(','));
  }
  if (!isPreflight(request)) return;
  response.setHeader('access-control-allow-methods', cors.AllowMethods.join(','));
  if (cors.AllowHeaders.length > 0) {
    response.setHeader('access-control-allow-headers', cors.AllowHeaders.join(','));
  }
  if (cors.MaxAge !== undefined) {
    response.setHeader('access-control-max-age', String(cors.MaxAge));
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord } from '../template/template.ts';

/** The Cors property of AWS::Lambda::Url. */
export interface CorsConfig {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number | undefined;
}

/** Reads the Cors property; undefined when the URL has none and the function answers for itself. */
export function parseCors(value: unknown): CorsConfig | undefined {
  if (!isRecord(value)) return undefined;
  const list = (name: string): string[] =>
    Array.isArray(value[name]) ? value[name].map(String) : [];
  return {
    allowOrigins: list('AllowOrigins'),
    allowMethods: list('AllowMethods').map(method => method.toUpperCase()),
    allowHeaders: list('AllowHeaders'),
    exposeHeaders: list('ExposeHeaders'),
    allowCredentials: value.AllowCredentials === true,
    maxAgeSeconds: value.MaxAge === undefined ? undefined : Number(value.MaxAge),
  };
}

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
  const any = cors.allowOrigins.includes('*');
  if (!any) response.setHeader('vary', 'Origin');
  if (origin === undefined || !(any || cors.allowOrigins.includes(origin))) return;
  // With credentials the header must name the origin: fetch.spec.whatwg.org, CORS protocol.
  response.setHeader('access-control-allow-origin', any && !cors.allowCredentials ? '*' : origin);
  if (cors.allowCredentials) response.setHeader('access-control-allow-credentials', 'true');
  if (cors.exposeHeaders.length > 0) {
    response.setHeader('access-control-expose-headers', cors.exposeHeaders.join(','));
  }
  if (!isPreflight(request)) return;
  response.setHeader('access-control-allow-methods', cors.allowMethods.join(','));
  if (cors.allowHeaders.length > 0) {
    response.setHeader('access-control-allow-headers', cors.allowHeaders.join(','));
  }
  if (cors.maxAgeSeconds !== undefined) {
    response.setHeader('access-control-max-age', String(cors.maxAgeSeconds));
  }
}

import type { IncomingHttpHeaders } from 'node:http';

/** What pages of other origins may ask, and read of answers: as lib sets it on function URLs. */
const allowed = {
  methods: 'GET',
  headers: 'authorization,last-event-id,cache-control',
  // A refused reader must learn when to come back.
  exposed: 'retry-after',
  maxAgeSec: 3_600,
} as const;

/** A preflight asks for a method from another origin, whatever the path. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/**
 * The CORS headers of every answer, as a function URL adds them. An origin that is not allowed gets none,
 * which is how the browser learns it.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export function crossOriginHeaders(
  allowedOrigins: readonly string[],
  origin: string | undefined,
): Readonly<Record<string, string>> {
  if (origin === undefined || !allowedOrigins.includes(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': allowed.exposed,
  };
}

/** The same of the answer to a preflight. */
export function preflightHeaders(
  allowedOrigins: readonly string[],
  origin: string | undefined,
): Readonly<Record<string, string>> {
  const headers = crossOriginHeaders(allowedOrigins, origin);
  if (!('access-control-allow-origin' in headers)) return headers;
  return {
    ...headers,
    'access-control-allow-methods': allowed.methods,
    'access-control-allow-headers': allowed.headers,
    'access-control-max-age': String(allowed.maxAgeSec),
  };
}

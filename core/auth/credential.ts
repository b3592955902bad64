/** Headers as an edge hands them over; names in any case. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** As API Gateway gives them: `headers` has but the last of several with one name. */
export interface GatewayHeaders {
  readonly headers?: Headers | null | undefined;
  readonly multiValueHeaders?:
    | Readonly<Record<string, readonly string[] | undefined>>
    | null
    | undefined;
}

/** The subprotocol of our messages (design.md, WebSocket). */
export const socketProtocol = 'gallobets.v1';

const bearerProtocolPrefix = 'bearer.';

/** A credential that is present and cannot be one: it is refused as malformed, never skipped. */
const unusable = '';

/**
 * The headers, names in lower case. Several of one name are one list (RFC 9110, 5.3), such as a
 * client's subprotocols in two `Sec-WebSocket-Protocol` (RFC 6455, 11.3.4).
 */
export function joinedHeaders({ headers, multiValueHeaders }: GatewayHeaders): Headers {
  const joined = new Map<string, string>();
  const add = (name: string, value: string): void => {
    const before = joined.get(name.toLowerCase());
    joined.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  };
  for (const [name, values = []] of Object.entries(multiValueHeaders ?? {})) {
    for (const value of values) add(name, value);
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined && !joined.has(name.toLowerCase())) add(name, value);
  }
  return Object.fromEntries(joined);
}

/** A header's value, whatever the case of its name. */
export function headerValue(headers: Headers | null | undefined, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/**
 * The token of an HTTP request or an SSE stream: `Authorization: Bearer` (RFC 6750, 2.1), else
 * `?token=`, for an EventSource cannot send headers. The first one present decides.
 */
export function httpCredential(
  headers: Headers | null | undefined,
  queryTokens: readonly string[],
): string | undefined {
  const authorization = headerValue(headers, 'authorization');
  if (authorization === undefined) return queryTokens[0];
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? unusable;
}

/**
 * Whether a token stands twice where one does: AWS hands on the first of several `?token=`, the last,
 * or all with commas between, so that each reader would believe another one.
 */
export function isTokenRepeated(
  headers: Headers | null | undefined,
  queryTokens: readonly string[],
): boolean {
  return queryTokens.length > 1 || bearerProtocols(headers).length > 1;
}

/** The subprotocols a client offers, in its order (RFC 6455, 4.1). */
export function offeredProtocols(headers: Headers | null | undefined): readonly string[] {
  const offer = headerValue(headers, 'sec-websocket-protocol') ?? '';
  return offer.split(',').flatMap(part => part.trim() || []);
}

/**
 * The token of a WebSocket handshake: a subprotocol `bearer.<jwt>`, else `?token=`, for a browser's
 * WebSocket cannot send other headers. The first one present decides.
 */
export function socketCredential(
  headers: Headers | null | undefined,
  queryTokens: readonly string[],
): string | undefined {
  return bearerProtocols(headers)[0]?.slice(bearerProtocolPrefix.length) ?? queryTokens[0];
}

function bearerProtocols(headers: Headers | null | undefined): readonly string[] {
  return offeredProtocols(headers).filter(offer => offer.startsWith(bearerProtocolPrefix));
}

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A request, as far as a filter may look at it. */
export interface FilteredRequest {
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** An answer of the filter's own: JSON, which no function is asked for. */
export interface FilterAnswer {
  readonly status: number;
  readonly json: unknown;
}

/**
 * Gives the path and query with which a request to a function URL or a WebSocket API goes on, or
 * answers a request to a function URL itself. For whoever runs the host: no template can ask for it,
 * and AWS has nothing like it.
 */
export type RequestFilter = (request: FilteredRequest) => Promise<string | FilterAnswer>;

/**
 * Lets the request go on with what the filter made of it; without a filter, as it came. What the
 * filter answers itself is returned; a handshake has no such answer, and goes on as it came.
 */
export async function applyFilter(
  filter: RequestFilter | undefined,
  request: IncomingMessage,
): Promise<FilterAnswer | undefined> {
  if (filter === undefined) return undefined;
  const { url: target = '/', headers } = request;
  const filtered = await filter({ target, headers });
  if (typeof filtered !== 'string') return filtered;
  request.url = filtered;
  return undefined;
}

/** Sends what the filter answered; nothing may keep it, for it is not the template's. */
export function sendFilterAnswer(response: ServerResponse, { status, json }: FilterAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(json));
}

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request, as far as a filter may look at it. */
export interface FilteredRequest {
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Gives the path and query with which a request to a function URL or a WebSocket API goes on. For
 * whoever runs the host: no template can ask for it, and AWS has nothing like it.
 */
export type RequestFilter = (request: FilteredRequest) => Promise<string>;

/** Lets the request go on with what the filter made of it; without a filter, as it came. */
export async function applyFilter(
  filter: RequestFilter | undefined,
  request: IncomingMessage,
): Promise<void> {
  const { url: target = '/', headers } = request;
  if (filter !== undefined) request.url = await filter({ target, headers });
}

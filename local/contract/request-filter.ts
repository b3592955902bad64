import type { IncomingHttpHeaders } from 'node:http';

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

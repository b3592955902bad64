import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FilterAnswer, RequestFilter } from '../contract/request-filter.ts';

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

import { type Headers, headerValue } from './credential.ts';

const defaultPorts: Readonly<Record<string, string>> = { http: '80', ws: '80' };

/**
 * Whether the origin is that of the endpoint which was asked. Several WebSocket clients that are no
 * browser send it unasked (Python's websocket-client, some of Java and Go), with the scheme of one or
 * the other. No page can have it, since a socket's endpoint serves none: it says as much as no origin.
 */
export function isOwnOrigin(origin: string, headers: Headers | null | undefined): boolean {
  const host = headerValue(headers, 'host');
  const [, scheme = '', from = ''] = /^(https?|wss?):\/\/([^/\s]+)$/i.exec(origin) ?? [];
  if (host === undefined || from === '') return false;
  const port = defaultPorts[scheme.toLowerCase()] ?? '443';
  const bare = (text: string): string => text.toLowerCase().replace(new RegExp(`:${port}$`), '');
  return bare(from) === bare(host);
}

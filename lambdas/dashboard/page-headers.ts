import type { Endpoints } from '../adapters/runtime/endpoints.ts';

/** What every answer says. */
export const safetyHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  // Ignored over http, so it does no harm on a laptop (RFC 6797, 8.1).
  'strict-transport-security': 'max-age=31536000',
};

/**
 * The page runs its own scripts and connects to this deployment, and nothing else. Its style
 * elements carry the nonce, because the component library writes its variables into one.
 */
export function contentSecurityPolicy(endpoints: Endpoints, nonce: string): string {
  return policy(endpoints, { scripts: "'self'", styles: `'self' 'nonce-${nonce}'` });
}

/** A page that is one file runs what stands in it under the nonce, and loads no script or style. */
export function inlinePagePolicy(endpoints: Endpoints, nonce: string): string {
  return policy(endpoints, { scripts: `'nonce-${nonce}'`, styles: `'nonce-${nonce}'` });
}

interface Sources {
  readonly scripts: string;
  readonly styles: string;
}

function policy(endpoints: Endpoints, { scripts, styles }: Sources): string {
  const urls = [
    ...endpoints.channels.map(({ url }) => url),
    ...(endpoints.liveUrl === undefined ? [] : [endpoints.liveUrl]),
    endpoints.managementUrl,
    endpoints.proposalsWebSocketUrl,
  ];
  const origins = [...new Set(urls.map(originOf))].sort();
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${styles}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ${origins.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Of sockets, too: `URL.origin` of a ws: address stays "ws://host". */
function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

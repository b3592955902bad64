import { cutText } from '../../core/wire/cut-text.ts';
import type { Endpoints } from '../adapters/runtime/endpoints.ts';
import { contentSecurityPolicy, inlinePagePolicy, safetyHeaders } from './page-headers.ts';
import type { StaticFile } from './static-files.ts';

/** What is asked for. */
export interface PageRequest {
  readonly method: string;
  readonly path: string;
}

/** A function URL's answer. */
export interface PageAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** The durations that the page shows, as this deployment has them. */
export interface Durations {
  readonly proposalTimeoutSeconds: number;
  /** How long a reader who left without a word may count as connected. */
  readonly longestLeaseSeconds: number;
  /** How long before a deposit is used up a payment stream is reported to run out. */
  readonly depletionNoticeSeconds: number;
}

/** What serving needs. */
export interface PageParts {
  readonly durations: Durations;
  fileAt(path: string): StaticFile | undefined;
  readonly endpoints: () => Promise<Endpoints>;
  /** A fresh one with each call, impossible to guess. */
  readonly nonce: () => string;
}

/** The build puts this where a nonce belongs; each answer gets its own. */
const noncePlaceholder = '__CSP_NONCE__';

const year = 'public, max-age=31536000, immutable';
const hour = 'public, max-age=3600';
const always = 'no-store';

/** Answers one request for the page, one of its files, or its configuration. */
export async function servePage(request: PageRequest, parts: PageParts): Promise<PageAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const refusal = plain(405, `received ${cutText(request.method, 16)}, expected GET or HEAD`);
    return { ...refusal, headers: { ...refusal.headers, allow: 'GET, HEAD' } };
  }
  const found = await find(request.path, parts);
  return request.method === 'HEAD' ? { ...found, body: '' } : found;
}

/** For a page that cannot be served now: what to do is to try again. */
export const unavailable = (): PageAnswer =>
  plain(503, 'The dashboard cannot read its configuration. Try again in a moment.');

async function find(path: string, parts: PageParts): Promise<PageAnswer> {
  if (path === '/config.json') return json({ ...(await parts.endpoints()), ...parts.durations });
  const file = path === '/' ? undefined : parts.fileAt(path);
  if (file !== undefined && path !== '/index.html') {
    return path.endsWith('.html')
      ? pageAnswer(file, inlinePagePolicy, parts)
      : fileAnswer(path, file);
  }
  // A page of the application has an address without an extension; a file that is not there has one.
  if (/\.[^/]*$/.test(path) && path !== '/index.html') return plain(404, 'no such file');
  const index = parts.fileAt('/index.html');
  if (index === undefined) return plain(404, 'the page is not built');
  return pageAnswer(index, contentSecurityPolicy, parts);
}

async function pageAnswer(
  file: StaticFile,
  policyOf: typeof contentSecurityPolicy,
  parts: PageParts,
): Promise<PageAnswer> {
  const nonce = parts.nonce();
  const page = answer(file, always);
  return {
    ...page,
    headers: {
      ...page.headers,
      'content-security-policy': policyOf(await parts.endpoints(), nonce),
    },
    body: file.body.replaceAll(noncePlaceholder, nonce),
  };
}

/** Names under /assets carry a hash of what they hold, so they never change. */
const fileAnswer = (path: string, file: StaticFile): PageAnswer =>
  answer(file, path.startsWith('/assets/') ? year : hour);

function answer(file: StaticFile, cacheControl: string): PageAnswer {
  return {
    statusCode: 200,
    headers: {
      ...safetyHeaders,
      'content-type': file.contentType,
      'cache-control': cacheControl,
    },
    body: file.body,
    isBase64Encoded: file.isBase64Encoded,
  };
}

const json = (value: unknown): PageAnswer =>
  answer(
    {
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(value),
      isBase64Encoded: false,
    },
    always,
  );

function plain(statusCode: number, body: string): PageAnswer {
  const contentType = 'text/plain; charset=utf-8';
  return { ...answer({ contentType, body, isBase64Encoded: false }, always), statusCode };
}

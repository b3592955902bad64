import { type Headers, headerValue } from './credential.ts';

/** Why a request may not act by its cookie; `message` repeats nothing but what a page may know. */
export interface FrontDoorRefusal {
  readonly code: 'ORIGIN_NOT_ALLOWED' | 'BODY_TYPE_NOT_ALLOWED';
  readonly message: string;
}

const safeMethods = ['GET', 'HEAD'];
/** `none` is the user: an address typed, a bookmark. */
const ownSites = ['same-origin', 'none'];

/**
 * Why the request does not come from a page of the front door. A browser sends the cookie along with
 * whatever any page asks of us, so it counts only where the browser says that the page is ours:
 * `Sec-Fetch-Site` where it sends that, and for whatever writes `Origin`, and a content type that no
 * form can send.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function frontDoorRefusal(
  { method, headers }: { readonly method: string; readonly headers: Headers | null | undefined },
  frontDoorOrigin: string,
): FrontDoorRefusal | undefined {
  const site = headerValue(headers, 'sec-fetch-site');
  if (site !== undefined && !ownSites.includes(site)) return strangeOrigin;
  const writes = !safeMethods.includes(method);
  const origin = headerValue(headers, 'origin');
  if (origin === undefined ? writes : origin !== frontDoorOrigin) return strangeOrigin;
  const contentType = headerValue(headers, 'content-type') ?? '';
  return writes && !/^application\/json\s*(;|$)/i.test(contentType) ? noJson : undefined;
}

const strangeOrigin: FrontDoorRefusal = {
  code: 'ORIGIN_NOT_ALLOWED',
  message:
    'received a request with or for a session cookie that no page of the front door sent; expected its Origin',
};

const noJson: FrontDoorRefusal = {
  code: 'BODY_TYPE_NOT_ALLOWED',
  message:
    'received a request with a session cookie that writes; expected the content type application/json',
};

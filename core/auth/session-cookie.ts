import { type Headers, headerValue } from './credential.ts';

/**
 * The session cookie. Browsers take a name with this prefix only with Secure, Path=/ and without a
 * Domain, so no other host, not even a subdomain, can set or overwrite it.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
const sessionCookieName = '__Host-session';

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** The `Set-Cookie` that begins a session; the browser forgets it when its token expires. */
export function sessionCookie(token: string, maxAgeSec: number): string {
  return `${sessionCookieName}=${token}; Max-Age=${Math.max(0, Math.floor(maxAgeSec))}; ${attributes}`;
}

/** The `Set-Cookie` that ends it. */
export const endedSessionCookie = `${sessionCookieName}=; Max-Age=0; ${attributes}`;

/**
 * The session cookie's value among the cookies of a request: `name=value` pairs, as a function URL
 * hands them over, or a `Cookie` header. A browser sends one; of two neither is believed.
 */
export function sessionCookieOf(
  headers: Headers | null | undefined,
  cookies: readonly string[] | undefined,
): string | undefined {
  const pairs = [...(cookies ?? []), headerValue(headers, 'cookie') ?? '']
    .flatMap(text => text.split(';'))
    .map(pair => pair.trim());
  const prefix = `${sessionCookieName}=`;
  const values = pairs.flatMap(pair => (pair.startsWith(prefix) ? pair.slice(prefix.length) : []));
  return values.length > 1 ? '' : values[0];
}

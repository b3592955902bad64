/**
 * The token, or a function that gives it. `fresh` is true when the last one was refused, has expired
 * or is about to: then a provider that keeps tokens must get a new one.
 */
export type TokenSource =
  | string
  | ((need: { readonly fresh: boolean }) => string | Promise<string>);

export async function askToken(
  source: TokenSource | undefined,
  fresh: boolean,
): Promise<string | undefined> {
  return typeof source === 'function' ? await source({ fresh }) : source;
}

/** What an error says. Some quote the header or the address that they did not like: not the token. */
export function wordsOf(error: unknown, token = ''): string {
  const words = error instanceof Error ? error.message : String(error);
  return token === '' ? words : words.replaceAll(token, '[token]');
}

/**
 * When the token ends, in milliseconds of the server's clock; `undefined` when it does not say. Only
 * the server can verify a token: this is for renewing it in time, and decides nothing.
 */
export function tokenExpiryMs(token: string | undefined): number | undefined {
  try {
    const payload = token?.split('.')[1] ?? '';
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof exp === 'number' ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}

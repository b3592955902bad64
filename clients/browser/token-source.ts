import type { ClientProblem } from './client-problem.ts';

/**
 * The token, or a function that gives it: asked for each stream, each poll and each connection of a
 * socket. `fresh` is true when the last one was refused or has ended, when a socket did not open, for
 * which a browser gives no reason, and when the token of an open socket is about to end: then a
 * provider that keeps tokens must get a new one.
 *
 * Nobody looks at what a token has left before a stream is opened with it. One that ends meanwhile
 * ends the stream, which goes on with a fresh one; `sseTokens` gives none that would.
 */
export type TokenSource = string | TokenGiver;

export type TokenGiver = (need: { readonly fresh: boolean }) => string | Promise<string>;

/** There is no token for whoever asks, and asking again changes nothing but with a fresh bearer. */
export class TokenRefusal extends Error {
  readonly problem: ClientProblem;

  constructor(problem: ClientProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Without the line break that a token read from a file has: no subprotocol can carry it. */
export async function askToken(source: TokenSource, fresh: boolean): Promise<string>;
export async function askToken(
  source: TokenSource | undefined,
  fresh: boolean,
): Promise<string | undefined>;
export async function askToken(
  source: TokenSource | undefined,
  fresh: boolean,
): Promise<string | undefined> {
  return (typeof source === 'function' ? await source({ fresh }) : source)?.trim();
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
  const { exp } = claimsOf(token);
  return typeof exp === 'number' ? exp * 1_000 : undefined;
}

/** How long it lasts from when it was issued, whatever the clocks say; `undefined` when it does not say. */
export function tokenLifeMs(token: string): number | undefined {
  const { iat, exp } = claimsOf(token);
  return typeof iat === 'number' && typeof exp === 'number' ? (exp - iat) * 1_000 : undefined;
}

function claimsOf(token: string | undefined): { readonly iat?: unknown; readonly exp?: unknown } {
  try {
    const payload = token?.split('.')[1] ?? '';
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) ?? {};
  } catch {
    return {};
  }
}

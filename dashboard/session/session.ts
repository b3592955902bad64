/** Who is signed in. The page only shows by it: every endpoint checks the token anew. */
export interface Session {
  readonly token: string;
  readonly userId: string;
  readonly role: string;
  readonly expiresAtMs: number;
  /** By which payment streams know the person, beside `userId`. @default - none */
  readonly addresses?: readonly string[];
  /** What the person may do beside what the role may. @default - none */
  readonly permissions?: readonly string[];
}

/** What a pasted text is: a session, or why it is none, in words for whoever pasted it. */
export type SessionResult =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'refused'; readonly reason: string };

/** The same of a token alone, whoever it says one is. */
type TokenResult =
  | {
      readonly kind: 'token';
      readonly token: string;
      readonly userId: string;
      readonly expiresAtMs: number;
    }
  | Extract<SessionResult, { readonly kind: 'refused' }>;

/** Reads whose a token is and until when, without verifying it, `now` in milliseconds. */
export function readToken(text: string, now: number): TokenResult {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  if (token === '') return refused('Paste a token first.');
  const claims = claimsOf(token);
  if (claims === undefined) {
    return refused(
      'This is not a token. A token has three parts of letters, digits, - and _, separated by dots.',
    );
  }
  const { sub, exp } = claims;
  if (typeof sub !== 'string' || typeof exp !== 'number') {
    return refused('This token has no user or expiry; ask for another one.');
  }
  const expiresAtMs = exp * 1_000;
  if (expiresAtMs <= now) return refused('This token has expired; ask for a new one.');
  return { kind: 'token', token, userId: sub, expiresAtMs };
}

/** The session of a token that has the role as the stack's own have it, unless a deployment says otherwise. */
export function readSession(text: string, now: number): SessionResult {
  const read = readToken(text, now);
  if (read.kind === 'refused') return read;
  const { token, userId, expiresAtMs } = read;
  const { role, addresses, permissions } = claimsOf(token) ?? {};
  if (typeof role !== 'string') return refused('This token has no role; ask for another one.');
  return {
    kind: 'session',
    session: {
      ...{ token, userId, role, expiresAtMs },
      ...(isTexts(addresses) && { addresses }),
      ...(isTexts(permissions) && { permissions }),
    },
  };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(each => typeof each === 'string');

const refused = (reason: string) => ({ kind: 'refused' as const, reason });

/** With any other sign in it a browser would not even send it. */
const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/;

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  if (!threeParts.test(token)) return undefined;
  const [, payload = ''] = token.split('.');
  try {
    const base64 = payload.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? (claims as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

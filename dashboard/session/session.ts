/** Who is signed in, as the token says. The page only reads it: every endpoint checks it anew. */
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

/** Reads a token without verifying it, `now` in milliseconds. */
export function readSession(text: string, now: number): SessionResult {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  if (token === '') return refused('Paste a token first.');
  const claims = claimsOf(token);
  if (claims === undefined) {
    return refused(
      'This is not a token. A token has three parts of letters, digits, - and _, separated by dots.',
    );
  }
  const { sub, role, exp, addresses, permissions } = claims;
  if (typeof sub !== 'string' || typeof role !== 'string' || typeof exp !== 'number') {
    return refused('This token has no user, role or expiry; ask for another one.');
  }
  const expiresAtMs = exp * 1_000;
  if (expiresAtMs <= now) return refused('This token has expired; ask for a new one.');
  return {
    kind: 'session',
    session: {
      ...{ token, userId: sub, role, expiresAtMs },
      ...(isTexts(addresses) && { addresses }),
      ...(isTexts(permissions) && { permissions }),
    },
  };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(each => typeof each === 'string');

const refused = (reason: string): SessionResult => ({ kind: 'refused', reason });

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

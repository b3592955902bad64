import { type Headers, httpCredential, isTokenRepeated } from './credential.ts';
import { type FrontDoorRefusal, frontDoorRefusal } from './front-door.ts';
import type { Identity } from './identity.ts';
import type { KeySource } from './key-source.ts';
import type { Secrets } from './secrets.ts';
import { sessionCookieOf } from './session-cookie.ts';
import { verifySseToken } from './sse-token.ts';
import { isSseToken } from './sse-token-type.ts';
import { ownAudience, type TokenRules } from './token-rules.ts';
import { type RefusedToken, refusedToken, type TokenVerdict } from './token-verdict.ts';
import { type TokenKey, verifyToken } from './verify-token.ts';

/** A request over HTTP, as far as it says who sends it. */
export interface CredentialRequest {
  readonly method: string;
  readonly headers: Headers | null | undefined;
  /** As a function URL hands them over; a `Cookie` header among the headers counts as well. */
  readonly cookies?: readonly string[] | undefined;
  /** Each `?token=`, decoded. */
  readonly queryTokens: readonly string[];
}

/** What verifies credentials, each key fetched only when it is needed. */
export interface CredentialKeys {
  /** For session cookies and bearers. */
  readonly tokenKey: TokenKey;
  /** For SSE tokens; always a secret of the stack's own. */
  readonly sseSecrets: KeySource<Secrets>;
}

/** What credentials a request is judged by. */
export interface CredentialRules extends CredentialKeys, TokenRules {
  /** The one origin whose pages may use the session cookie. @default - nobody may */
  readonly frontDoorOrigin?: string | undefined;
  /** Whether SSE tokens are good enough here. @default false */
  readonly takesSseTokens?: boolean | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Of those that a request carries, the first in this order decides. */
export const credentialKinds = ['session-cookie', 'sse-token', 'bearer'] as const;

export type CredentialKind = (typeof credentialKinds)[number];

export interface Credential {
  readonly kind: CredentialKind;
  readonly token: string;
}

/** Who sends the request, or the problem code of its refusal and what was received and expected. */
export type RequestVerdict =
  | { readonly kind: 'ok'; readonly identity: Identity; readonly by: CredentialKind }
  | {
      readonly kind: 'refused';
      readonly code: 'TOKEN_REFUSED' | FrontDoorRefusal['code'];
      readonly message: string;
    };

/**
 * The credential that decides: the first that is present of session cookie (with a front door only),
 * SSE token, and bearer. An SSE token may stand wherever a bearer may, and is known by its type.
 */
function decidingCredential(
  { headers, cookies, queryTokens }: CredentialRequest,
  frontDoorOrigin: string | undefined,
): Credential | undefined {
  const cookie = frontDoorOrigin === undefined ? undefined : sessionCookieOf(headers, cookies);
  if (cookie !== undefined) return { kind: 'session-cookie', token: cookie };
  const bearer = httpCredential(headers, queryTokens);
  const sseToken = [bearer, queryTokens[0]].find(token => token !== undefined && isSseToken(token));
  if (sseToken !== undefined) return { kind: 'sse-token', token: sseToken };
  return bearer === undefined ? undefined : { kind: 'bearer', token: bearer };
}

/**
 * Who sends the request, or why that is not believed. The first credential present decides: a bad one
 * is refused, never skipped for the next. Whether the token was revoked is the caller's to ask.
 *
 * @throws AppError STORE_UNAVAILABLE when the keys could not be had
 */
export async function authenticateRequest(
  request: CredentialRequest,
  rules: CredentialRules,
): Promise<RequestVerdict> {
  const { frontDoorOrigin } = rules;
  const { headers, queryTokens } = request;
  if (isTokenRepeated(headers, queryTokens)) return refused(refusedToken('repeated'));
  const credential = decidingCredential(request, frontDoorOrigin);
  if (credential === undefined) return refused(refusedToken('missing'));
  if (credential.kind === 'session-cookie' && frontDoorOrigin !== undefined) {
    // First, so that a page of someone else does not learn whether its visitor is signed in.
    const refusal = frontDoorRefusal(request, frontDoorOrigin);
    if (refusal !== undefined) return { kind: 'refused', ...refusal };
  }
  const verdict = await verdictOn(credential, rules);
  return verdict.kind === 'ok'
    ? { kind: 'ok', identity: verdict.identity, by: credential.kind }
    : refused(verdict);
}

async function verdictOn(
  { kind, token }: Credential,
  rules: CredentialRules,
): Promise<TokenVerdict> {
  const { tokenKey, sseSecrets, takesSseTokens = false, now } = rules;
  if (kind !== 'sse-token') return await verifyToken(token, tokenKey, rules);
  if (!takesSseTokens) return refusedToken('wrong-type');
  return await verifySseToken(token, sseSecrets, { audience: ownAudience(rules), now });
}

function refused({ message }: RefusedToken): RequestVerdict {
  return { kind: 'refused', code: 'TOKEN_REFUSED', message };
}

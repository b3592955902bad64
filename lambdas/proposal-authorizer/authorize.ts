import {
  type Headers,
  headerValue,
  isTokenRepeated,
  socketCredential,
} from '../../core/auth/credential.ts';
import type { Identity } from '../../core/auth/identity.ts';
import { isOwnOrigin } from '../../core/auth/own-origin.ts';
import { refusedToken } from '../../core/auth/token-verdict.ts';
import { type TokenKey, verifyToken } from '../../core/auth/verify-token.ts';
import { cutText } from '../../core/wire/cut-text.ts';

/** A handshake, as far as it decides who may connect. */
export interface Handshake {
  readonly headers: Headers | null | undefined;
  /** Each `?token=`, decoded. */
  readonly queryTokens: readonly string[];
}

/** What a handshake is measured by. */
export interface Admission {
  readonly allowedOrigins: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  readonly key: TokenKey;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

export type Authorization =
  | { readonly kind: 'allowed'; readonly identity: Identity }
  /** Known or not: from there nobody may connect. */
  | { readonly kind: 'forbidden'; readonly reason: string }
  /** Not known. */
  | { readonly kind: 'unauthorized'; readonly reason: string };

/** Whether the handshake may become a connection, and of whom. */
export async function authorize(
  { headers, queryTokens }: Handshake,
  { allowedOrigins, key, ...expectations }: Admission,
): Promise<Authorization> {
  // Browsers always send it and pages cannot change it (RFC 6455, 10.2); other clients have none.
  const origin = headerValue(headers, 'origin');
  const isFromPage = origin !== undefined && !isOwnOrigin(origin, headers);
  if (isFromPage && !allowedOrigins.includes(origin)) {
    const reason = `received the origin ${cutText(origin, 128)}, expected one of: ${allowedOrigins.join(', ') || 'none'}`;
    return { kind: 'forbidden', reason };
  }
  const verdict = isTokenRepeated(headers, queryTokens)
    ? refusedToken('repeated')
    : await verifyToken(socketCredential(headers, queryTokens), key, expectations);
  if (verdict.kind === 'refused') return { kind: 'unauthorized', reason: verdict.message };
  return { kind: 'allowed', identity: verdict.identity };
}

import { cutText } from '../wire/cut-text.ts';
import { isSocketIo, socketIoRefusal } from '../wire/socket-io.ts';
import { carriedPermissionsProblem } from './carried-permissions.ts';
import { type Headers, headerValue, isTokenRepeated, socketCredential } from './credential.ts';
import type { Identity } from './identity.ts';
import { isOwnOrigin } from './own-origin.ts';
import type { TokenRules } from './token-rules.ts';
import { refusedToken } from './token-verdict.ts';
import { type TokenKey, verifyToken } from './verify-token.ts';

/** A handshake, as far as it decides who may connect. */
export interface Handshake {
  readonly headers: Headers | null | undefined;
  /** Decoded. */
  readonly query: URLSearchParams;
}

/** What a handshake is measured by. */
export interface Admission extends TokenRules {
  readonly allowedOrigins: readonly string[];
  readonly key: TokenKey;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Whether the handshake may go on to `$connect`. A refusal has its reason for the log only: API Gateway
 * answers 401 or 403 with a body of its own.
 */
export type Authorization =
  | { readonly kind: 'allowed'; readonly identity: Identity }
  /** Known or not: so nobody may connect. */
  | {
      readonly kind: 'forbidden';
      readonly code: 'ORIGIN_NOT_ALLOWED' | 'QUERY_INVALID';
      readonly reason: string;
    }
  /** Not known. */
  | { readonly kind: 'unauthorized'; readonly reason: string };

/** A socket has no other places for it, as a browser's WebSocket sends no header of one's own. */
const noToken =
  'no token was received; one was expected as the subprotocol bearer.<token> or as ?token=';

/** Whether the handshake may become a connection, and of whom. */
export async function authorize(
  { headers, query }: Handshake,
  { allowedOrigins, key, ...expectations }: Admission,
): Promise<Authorization> {
  // Browsers always send it and pages cannot change it (RFC 6455, 10.2); other clients have none.
  const origin = headerValue(headers, 'origin');
  const isFromPage = origin !== undefined && !isOwnOrigin(origin, headers);
  if (isFromPage && !allowedOrigins.includes(origin)) {
    const reason = `received the origin ${cutText(origin, 128)}, expected one of: ${allowedOrigins.join(', ') || 'none'}`;
    return { kind: 'forbidden', code: 'ORIGIN_NOT_ALLOWED', reason };
  }
  // Let in, it would take our first message for a broken packet, and connect again for ever.
  if (isSocketIo(query)) {
    return { kind: 'forbidden', code: 'QUERY_INVALID', reason: socketIoRefusal };
  }
  const queryTokens = query.getAll('token');
  const verdict = isTokenRepeated(headers, queryTokens)
    ? refusedToken('repeated')
    : await verifyToken(socketCredential(headers, queryTokens), key, expectations);
  if (verdict.kind === 'refused') {
    const reason = verdict.reason === 'missing' ? noToken : verdict.message;
    return { kind: 'unauthorized', reason };
  }
  const { identity } = verdict;
  const tooMany = carriedPermissionsProblem(identity, expectations);
  if (tooMany !== undefined) return { kind: 'unauthorized', reason: tooMany };
  return { kind: 'allowed', identity };
}

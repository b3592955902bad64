import { carriedPermissionsProblem } from '../auth/carried-permissions.ts';
import { revokedMessage } from '../auth/revocation.ts';
import type { RevocationCheck } from '../auth/revocations.ts';
import type { TokenRules } from '../auth/token-rules.ts';
import type { RefusedToken } from '../auth/token-verdict.ts';
import { type TokenKey, verifyToken } from '../auth/verify-token.ts';
import type { Clock } from '../clock.ts';
import type { SocketConnections } from '../connection/socket-connections.ts';
import type { SocketGateway } from '../connection/socket-gateway.ts';
import { errorKind } from '../wire/error-category.ts';
import type { ServerData } from '../wire/socket/server-message.ts';
import type { SocketUser } from './socket-event.ts';

/** What verifying and renewing a token works with. */
export interface AuthenticatePorts extends TokenRules {
  readonly connections: SocketConnections;
  readonly gateway: SocketGateway;
  readonly revocations: RevocationCheck;
  readonly tokenKey: TokenKey;
  readonly now: Clock;
}

/** To a socket that has no row any more. */
export const closedHere = 'this connection was closed here; connect again';

/** How an `authenticate` ended; a refusal is the message that the socket gets. */
export type Authentication =
  | { readonly kind: 'done'; readonly data: ServerData<'authenticated'> }
  | { readonly kind: 'refused'; readonly data: ServerData<'authentication_error'> };

/** Gives an open socket a fresh token of the same user. One that was revoked costs it its row. */
export async function authenticate(
  token: string,
  user: SocketUser,
  ports: AuthenticatePorts,
): Promise<Authentication> {
  const { connections, gateway, revocations, tokenKey, now } = ports;
  const verdict = await verifyToken(token, tokenKey, { ...ports, now: now() });
  if (verdict.kind === 'refused') return refusedToken(codeOf(verdict), verdict.message);
  const { userId, role, permissions, expiresAtMs, tokenId } = verdict.identity;
  if (userId !== user.userId) {
    return refusedToken(
      'OTHER_USER',
      'received the token of another user; expected one of the user who opened this connection',
    );
  }
  const tooMany = carriedPermissionsProblem(verdict.identity, ports);
  if (tooMany !== undefined) return refusedToken('TOKEN_REFUSED', tooMany);
  const { connectionId } = user;
  const renewed = await connections.renew({
    userId,
    connectionId,
    role,
    tokenExpiresAtMs: expiresAtMs,
    tokenId,
    permissions,
  });
  if (!renewed) {
    return refusedToken('CONNECTION_UNKNOWN', closedHere);
  }
  // After the row names the token: whoever revokes it from now on finds the row.
  const isRevoked = await revocations.isRevoked(verdict.identity).catch(async (error: unknown) => {
    await connections.close(userId, connectionId);
    await gateway.close(connectionId);
    throw error;
  });
  if (isRevoked) {
    // The socket itself goes once it was answered.
    await connections.close(userId, connectionId);
    return refusedToken('TOKEN_REVOKED', revokedMessage);
  }
  return { kind: 'done', data: { userId, role, expiresAt: expiresAtMs } };
}

function codeOf({ reason }: RefusedToken) {
  return reason === 'expired' ? 'TOKEN_EXPIRED' : 'TOKEN_REFUSED';
}

/** The refusal of a token. */
export function refusedToken(
  code: ServerData<'authentication_error'>['code'],
  message: string,
): Extract<Authentication, { readonly kind: 'refused' }> {
  return { kind: 'refused', data: { code, ...errorKind(code), message } };
}

import type { ConnectionState } from '../wire/connection-state.ts';
import type { Role } from '../wire/role.ts';
import type { ClientLabel } from './client-label.ts';

/** A connection lasts 2 h at most (API Gateway quota); the rest is slack for a lost `$disconnect`. */
export const socketLifetimeMs = 130 * 60_000;

/** An open socket. Times are milliseconds since the Unix epoch. */
export interface SocketConnection {
  readonly connectionId: string;
  readonly userId: string;
  readonly role: Role;
  /** All of its token's. */
  readonly permissions: readonly string[];
  readonly state: ConnectionState;
  readonly connectedAtMs: number;
  /** When its last message came, to within ten seconds. */
  readonly seenAtMs: number;
  /** Past it the socket is silent until it authenticates again. */
  readonly tokenExpiresAtMs: number;
}

/** A socket, and whose it is. */
export type SocketKey = Pick<SocketConnection, 'userId' | 'connectionId'>;

/** A socket whose handshake is under way. */
export interface OpenedSocket extends ClientLabel {
  readonly userId: string;
  readonly connectionId: string;
  readonly role: string;
  /** Milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
  readonly tokenExpiresAtMs: number;
  readonly tokenId?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** A socket's new token. */
export interface RenewedToken {
  readonly userId: string;
  readonly connectionId: string;
  readonly role: string;
  readonly tokenExpiresAtMs: number;
  readonly tokenId?: string | undefined;
  readonly permissions: readonly string[];
}

/** A message, and whose. */
export interface SentMessage {
  readonly userId: string;
  readonly connectionId: string;
  /** Milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
  readonly nowMs: number;
}

/** What becomes of a message. */
export type MessageVerdict =
  /** It may be answered; with the socket as it is now. */
  | { readonly kind: 'counted'; readonly connection: SocketConnection }
  /** Too many came within the window. */
  | { readonly kind: 'too-many'; readonly retryAfterMs: number }
  /** The socket has no row: it was closed here. */
  | { readonly kind: 'unknown' };

/** The open WebSocket connections. */
export interface SocketConnections {
  open(socket: OpenedSocket): Promise<void>;
  close(userId: string, connectionId: string): Promise<void>;
  /** The user's connections, oldest first; sees every write committed before. */
  listOf(userId: string, nowMs: number): Promise<readonly SocketConnection[]>;
  /** At most a hundred of them as they are now, each once, in any order; without those that are gone. */
  find(sockets: readonly SocketKey[], nowMs: number): Promise<readonly SocketConnection[]>;
  /** Counts one message of the socket, and says whether it may be answered. */
  countMessage(message: SentMessage): Promise<MessageVerdict>;
  /** Whether the connection was there to be renewed. */
  renew(token: RenewedToken): Promise<boolean>;
}

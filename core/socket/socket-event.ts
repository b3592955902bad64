/** The user and connection that an event is of. */
export interface SocketUser {
  readonly userId: string;
  readonly role: string;
  readonly connectionId: string;
  /** Of the token that the socket was opened with. */
  readonly tokenExpiresAtMs: number;
  /** Of the same token, as far as it says: when it was issued, and its `jti`. */
  readonly issuedAtMs?: number | undefined;
  readonly tokenId?: string | undefined;
  /** All of the token's. */
  readonly permissions?: readonly string[] | undefined;
}

/** One event of one socket, in our terms. */
export interface SocketEvent {
  readonly type: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
  readonly user: SocketUser;
  readonly eventId: string;
  readonly connectedAtMs: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The handshake's; of other events empty. */
  readonly query: Readonly<Record<string, readonly string[] | undefined>>;
  readonly text: string;
}

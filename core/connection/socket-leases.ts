/** Sockets that a user may have open at once. */
export const maxSocketsPerUser = 20;

/** One of a user's leases: which socket holds it, and since when. */
export interface SocketLease {
  readonly connectionId: string;
  /** Milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
}

/** The leases of each user's sockets. */
export interface SocketLeases {
  /** `undefined` when the lease is acquired; those that are held, oldest first, when none is left. */
  acquire(userId: string, lease: SocketLease): Promise<readonly SocketLease[] | undefined>;
  /** Releases the lease, if it is still held. */
  release(userId: string, lease: SocketLease): Promise<void>;
}

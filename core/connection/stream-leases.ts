import type { ReaderClaims } from '../auth/reader-claims.ts';
import type { ChannelFilters } from '../wire/channel-filters.ts';
import type { EndReason } from '../wire/end-reason.ts';
import type { ChannelName } from '../wire/event.ts';
import type { ClientLabel } from './client-label.ts';
import type { ConnectionReport } from './held-connection.ts';

/** Who opens a stream, and until when it holds its lease at the latest. */
export interface StreamLeaseRequest extends ClientLabel, ReaderClaims, ChannelFilters {
  readonly userId: string;
  readonly role: string;
  readonly connectionId: string;
  readonly channel: string;
  /** Of a Live stream: which channels it shows. */
  readonly channels?: readonly ChannelName[];
  readonly clientId?: string;
  /** The token that it was opened with, and that of its session, for whoever revokes one. */
  readonly tokenId?: string;
  readonly sessionId?: string;
  /** Where the process that holds it is notified of its end, if it has a mailbox. */
  readonly mailbox?: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** Milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
  /** When the lease is free though nobody released it; milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
}

/** A lease that is held until it is released, taken over or expired. */
export interface StreamLease {
  /** Writes how the connection is; false when the lease is no longer the stream's own. */
  heartbeat(report: ConnectionReport): Promise<boolean>;
  /** Why the stream must end, or `undefined` while it need not. Reads strongly. */
  check(): Promise<EndReason | undefined>;
  /** Gives the lease back, unless someone else holds it by now. */
  release(): Promise<void>;
}

/** The leases of each user's streams. */
export interface StreamLeases {
  /**
   * Acquires a lease for the stream; when the user has none left, the oldest stream's.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(request: StreamLeaseRequest): Promise<StreamLease>;
}

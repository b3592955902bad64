import type { LeaseRequest, ReleaseLease } from './lease.ts';

/** A connection that asks for a lease of its address. */
export interface AddressLeaseRequest extends LeaseRequest {
  readonly address: string;
}

/** The connections that one address may have open, streams and sockets together. */
export interface AddressLeases {
  /**
   * Gets the connection a lease, and returns what releases it, which reads nothing; undefined when the
   * address has none left.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(request: AddressLeaseRequest): Promise<ReleaseLease | undefined>;
  /** Releases the connection's lease, if it still has one, for who only knows its id. */
  release(address: string, connectionId: string): Promise<void>;
}

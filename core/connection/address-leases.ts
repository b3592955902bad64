import type { LeaseRequest } from './lease.ts';

/** A connection that asks for a lease of its address. */
export interface AddressLeaseRequest extends LeaseRequest {
  readonly address: string;
}

/** The connections that one address may have open, streams and sockets together. */
export interface AddressLeases {
  /**
   * Whether the connection got a lease; false when the address has none left.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(request: AddressLeaseRequest): Promise<boolean>;
  /** Releases the connection's lease, if it still has one. */
  release(address: string, connectionId: string): Promise<void>;
}

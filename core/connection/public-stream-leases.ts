import type { LeaseRequest, ReleaseLease } from './lease.ts';

/** A stream of someone who is not staff, and the latest moment at which its environment can run. */
export interface PublicStreamLeaseRequest extends LeaseRequest {
  readonly userId: string;
}

/** The environments that the streams of all who are not staff may hold together. */
export interface PublicStreamLeases {
  /** False: none of them is ever given a stream here. */
  readonly areOffered: boolean;
  /**
   * Acquires a lease for the stream's environment, and returns what releases it; `undefined` when
   * there is none left for it.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(request: PublicStreamLeaseRequest): Promise<ReleaseLease | undefined>;
}

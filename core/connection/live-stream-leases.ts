import type { LeaseRequest, ReleaseLease } from './lease.ts';

/**
 * The Live streams that a deployment may have open at once. Each of them reads the partition of the
 * same log, and DynamoDB gives a partition so much and no more.
 */
export interface LiveStreamLeases {
  /**
   * Acquires a lease for the stream, and returns what releases it; `undefined` when there is none
   * left.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(request: LeaseRequest): Promise<ReleaseLease | undefined>;
}

import type { LeasedConnection } from './lease-directory.ts';

/** Why a stream is asked to end, as its lease carries it. */
export const leaseEndReasons = ['revoked', 'disconnected'] as const;

/** Why a lease is ended by someone else than its holder. */
export type LeaseEndReason = (typeof leaseEndReasons)[number];

/** What ends a connection needs to know of it. */
export type EndingConnection = Pick<
  LeasedConnection,
  'userId' | 'leaseId' | 'kind' | 'connectionId' | 'connectedAtMs'
>;

/** Ends one connection; false when it had ended by itself. */
export type EndConnection = (
  connection: EndingConnection,
  reason: LeaseEndReason,
) => Promise<boolean>;

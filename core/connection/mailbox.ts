import { type LeaseEndReason, leaseEndReasons } from './end-connection.ts';

/** Why a lease is no longer its stream's own. */
export const noticeReasons = [...leaseEndReasons, 'replaced'] as const;

/** Notifies a process that a lease of one of its streams ended. */
export interface Notice {
  readonly connectionId: string;
  readonly reason: LeaseEndReason | 'replaced';
}

/** What one process that serves many streams is notified of, from when it is posted until it is removed. */
export interface Mailbox {
  /** As the leases of its streams carry it. */
  readonly id: string;
  /** At most 200 notices, in any order; sees every one that was posted before. */
  read(): Promise<readonly Notice[]>;
  /** Removes what was read and acted on. */
  remove(notices: readonly Notice[]): Promise<void>;
}

/**
 * Posts a notice; a later one for the same connection replaces it. Never throws: the lease itself says the
 * same, and its stream looks at it once a minute.
 */
export type PostNotice = (mailboxId: string, notice: Notice) => Promise<void>;

import type { ChannelEvent } from '../wire/event.ts';
import type { DeliveryState, SendFailure, WebhookGap } from '../wire/webhook.ts';

/** One attempt to deliver. */
export interface Attempt {
  readonly atMs: number;
  readonly tookMs: number;
  /** Of its answer; absent when there was none. */
  readonly status?: number | undefined;
  readonly failure?: SendFailure | undefined;
  /** What the failure was, for people. */
  readonly message?: string | undefined;
  /** The beginning of the answer's body as text. */
  readonly answer?: string | undefined;
  /** Whether there was more of it. */
  readonly isAnswerCut?: boolean | undefined;
  /** How long the receiver asked to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** An event on its way to one webhook, or there. */
export interface StoredDelivery {
  /** Follows from the event's place in the log; ids sort as deliveries came to be. */
  readonly deliveryId: string;
  readonly event: ChannelEvent;
  /** The event's place in the log of `global`. Absent for a test. */
  readonly cursor?: string | undefined;
  /** What is missing before it. */
  readonly gap?: WebhookGap | undefined;
  readonly state: DeliveryState;
  readonly createdAtMs: number;
  /** The newest last; earlier ones are dropped beyond a bound. */
  readonly attempts: readonly Attempt[];
  /** All that there were. */
  readonly attemptCount: number;
  /** Of `pending`. */
  readonly nextAttemptAtMs?: number | undefined;
  /** Once it may be forgotten. */
  readonly expiresAtMs: number;
}

/** A delivery that waits in its lane for its next attempt. */
export interface Parked {
  readonly deliveryId: string;
  readonly dueAtMs: number;
  /**
   * Another one each time that the delivery comes to wait; it stays the same from attempt to attempt. A
   * delivery that someone sends again while an attempt is under way waits in a new round, and what comes of
   * that attempt does not end it.
   */
  readonly round: string;
  /** Attempts of this round: a delivery that someone sends again begins a new one. */
  readonly attemptsMade: number;
  /** When it was last attempted; absent: not yet. */
  readonly attemptedAtMs?: number | undefined;
  /**
   * It is attempted no earlier than `dueAtMs`, even if the receiver comes back before: it was attempted
   * early once since its last attempt by schedule, or the receiver asked to wait.
   */
  readonly isFixed?: boolean | undefined;
  /** A test: one attempt, whatever comes of it. */
  readonly isTest?: boolean | undefined;
  readonly expiresAtMs: number;
}

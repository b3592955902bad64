import type { Timers } from '../../clock.ts';
import type { LogReader } from '../../log/log-reader.ts';
import type { Meter } from '../../metrics/meter.ts';
import type { LogHop } from '../../trace/hop.ts';
import type { DisabledReason } from '../../wire/webhook.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { LaneStore, WakeLanes } from '../lane.ts';
import type { Makers } from '../makers.ts';
import type { OutgoingWebhook, SendWebhook } from '../send-webhook.ts';
import type { StoredWebhook } from '../stored-webhook.ts';

/** What one run of a lane works with. */
export interface LanePorts {
  readonly lanes: LaneStore;
  /** Of the log of `global`. */
  readonly log: Pick<LogReader, 'resume' | 'forward' | 'since'>;
  readonly send: SendWebhook;
  /** Signed as of this moment. */
  readonly message: (
    delivery: StoredDelivery,
    webhook: StoredWebhook,
    nowMs: number,
  ) => Promise<Pick<OutgoingWebhook, 'headers' | 'body'>>;
  readonly makers: Pick<Makers, 'standingOf'>;
  readonly wake: WakeLanes;
  readonly meter: Pick<Meter, 'count'>;
  /** @default - no hop is logged */
  readonly logHop?: LogHop;
  readonly timers: Pick<Timers, 'now' | 'after'>;
  /** From 0 up to 1, as `Math.random` gives it. */
  readonly random: () => number;
  /** Another each time. */
  readonly newLeaseId: () => string;
  /** How long what was delivered or given up is kept. */
  readonly deliveryKeptMs: number;
  /** Nothing is begun so long after the run. @default 45_000 */
  readonly runForMs?: number;
}

/** What a run did. */
export interface LaneRun {
  /**
   * `held`: another run has the lane, and will look again. `missing`: there is no such webhook. `lost`: its
   * lease ended, or the webhook was removed, while it worked.
   */
  readonly kind: 'done' | 'held' | 'missing' | 'lost';
  /** Attempts. */
  readonly posted: number;
  readonly delivered: number;
  readonly exhausted: number;
  /** Deliveries that wait for their next attempt now. */
  readonly waiting: number;
  readonly disabled?: DisabledReason | undefined;
  /** When it is to be gone on with. */
  readonly dueAtMs?: number | undefined;
}

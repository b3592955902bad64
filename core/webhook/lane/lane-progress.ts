import type { OutgoingItem } from '../../publish/outbox.ts';
import type { Cursor } from '../../wire/cursor.ts';
import type { DisabledReason, WebhookGap } from '../../wire/webhook.ts';
import type { StoredDelivery } from '../delivery.ts';
import type { DeliveryRecord, HeldLane, Lane, SupersededDelivery } from '../lane.ts';
import { maxExhausted, maxParked, probeEachMs, slowAttempts } from '../limits.ts';
import type { StoredWebhook } from '../stored-webhook.ts';
import type { AfterAttempt } from './after-attempt.ts';
import { reportAtMs, reportExhausted } from './exhausted-news.ts';
import { isBehindGap } from './is-behind-gap.ts';
import { disabledEvent, recoveredEvent } from './lane-events.ts';
import type { LanePorts } from './lane-ports.ts';
import { LogWindow } from './log-window.ts';
import { nextDue } from './next-due.ts';
import { ParkedSet } from './parked-set.ts';

/** How long a run has its lane without a word. */
export const leaseMs = 20_000;

/** It renews it so often, and sooner when there is something to save. */
const heartbeatMs = 8_000;
const saveAfterMs = 2_000;
const saveAfterSteps = 50;

/** Events of the log that may be under way behind the cursor that was saved last. */
const maxAhead = 1_000;

/** Of one call of `record`. */
const recordsAtOnce = 50;

/** A run that failed leaves its lane to the next so soon. */
const restAfterFailureMs = 5_000;

/** A delivery at the end of its attempts, which is recorded once that is reported. */
interface GivenUp {
  readonly delivery: StoredDelivery;
  readonly isTest: boolean;
  /** Of the place that it had; absent: it had none. */
  readonly round?: string | undefined;
  readonly settle: (superseded: SupersededDelivery | undefined) => void;
}

/** What one run knows of its lane, and what of it is written. */
export class LaneProgress {
  readonly held: HeldLane;
  readonly ports: LanePorts;
  readonly parked = new ParkedSet();
  readonly window: LogWindow;
  /** As the last write found it. */
  webhook: StoredWebhook;
  lane: Lane;
  /** The lease is someone else's: nothing is begun or written any more. */
  isLost = false;
  /** Events of the log under way that have no place among those that wait yet. */
  fresh = 0;
  readonly counts = { posted: 0, delivered: 0, exhausted: 0 };
  disabled: DisabledReason | undefined;

  #leaseUntilMs: number;
  #savedAtMs: number;
  #savedCursor: Cursor;
  #steps = 0;
  #saving: Promise<void> = Promise.resolve();
  #events: OutgoingItem[] = [];
  #givenUp: GivenUp[] = [];
  /** The delivery under way that says what is missing. */
  #gapCarrier: string | undefined;
  readonly #ended = { attempts: 0, tookMs: 0 };
  #disabling: { readonly reason: DisabledReason; readonly webhook: StoredWebhook } | undefined;

  constructor(held: HeldLane, claimedAtMs: number, ports: LanePorts) {
    const { lane, isUnclean } = held;
    this.held = held;
    this.ports = ports;
    this.webhook = held.webhook;
    this.window = new LogWindow(ports.log, lane.cursor);
    this.#leaseUntilMs = claimedAtMs + leaseMs;
    this.#savedAtMs = claimedAtMs;
    this.#savedCursor = lane.cursor;
    const unsureUntilSeq = Math.max(
      lane.unsureUntilSeq ?? 0,
      isUnclean ? lane.cursor.seq + maxAhead : 0,
    );
    this.lane = unsureUntilSeq === 0 ? lane : { ...lane, unsureUntilSeq };
  }

  /** Whether anything may be sent now. */
  get mayBegin(): boolean {
    return this.mayTest && !this.isSlowed;
  }

  /** Whether a test may be: also while the receiver is left alone, for somebody waits for its outcome. */
  get mayTest(): boolean {
    const isHeld = !this.isLost && this.#disabling === undefined;
    return isHeld && this.webhook.status === 'enabled';
  }

  /** The receiver is left alone for now. */
  get isSlowed(): boolean {
    return (this.lane.slowUntilMs ?? 0) > this.ports.timers.now();
  }

  /** Whether its attempts last so long that others are to have their turn. */
  get isTakingLong(): boolean {
    const { attempts, tookMs } = this.#ended;
    return attempts > 0 && tookMs / attempts > slowAttempts.averageMs;
  }

  /** How many more may come to wait. What comes from the log may, until its attempt has ended. */
  get room(): number {
    if (this.#roomAtMs > this.ports.timers.now()) return 0;
    return this.#isProbing ? 1 : maxParked - this.parked.size - this.fresh;
  }

  /** From when on one more may come to wait; infinite: once one of those that do ends. */
  get #roomAtMs(): number {
    if (this.parked.size + this.fresh >= maxParked) return Number.POSITIVE_INFINITY;
    if (!this.#isProbing) return 0;
    return this.fresh > 0
      ? Number.POSITIVE_INFINITY
      : (this.lane.lastFailureAtMs ?? 0) + probeEachMs;
  }

  /** So much was given up that only now and then one is tried: else rows would grow with the log. */
  get #isProbing(): boolean {
    return (this.lane.exhaustedInARow ?? 0) >= maxExhausted;
  }

  /** Whether the next run would know by the lane alone that it looks up this event. */
  isNear({ epoch, seq }: Cursor): boolean {
    return epoch === this.#savedCursor.epoch && seq <= this.#savedCursor.seq + maxAhead;
  }

  /** Whether a save would move the cursor. */
  get isAhead(): boolean {
    const { epoch, seq } = this.window.cursor;
    return epoch !== this.#savedCursor.epoch || seq !== this.#savedCursor.seq;
  }

  /** Something happened that is to be saved before long. */
  step(): void {
    this.#steps += 1;
  }

  /** How long a save may wait, in milliseconds; 0: none is to wait. */
  get saveInMs(): number {
    if (this.isLost) return heartbeatMs;
    if (this.#steps >= saveAfterSteps || this.#disabling !== undefined) return 0;
    const boundMs = this.#steps > 0 || this.#isReporting ? saveAfterMs : heartbeatMs;
    return Math.max(this.#savedAtMs + boundMs - this.ports.timers.now(), 0);
  }

  get #isReporting(): boolean {
    return this.#events.length > 0 || this.#givenUp.length > 0;
  }

  /** Whether something must be saved before the lane is let go. */
  get isUnsaved(): boolean {
    const isUnreported =
      this.lane.unreported !== undefined && this.#reportAtMs <= this.ports.timers.now();
    return this.#isReporting || isUnreported || this.#disabling !== undefined;
  }

  /** When what was given up is to be reported; at once where it is sent nothing any more. */
  get #reportAtMs(): number {
    const isLast = this.#disabling !== undefined || this.webhook.status !== 'enabled';
    return isLast ? 0 : reportAtMs(this.lane);
  }

  /** Takes what an attempt led to, as far as it is about the lane. */
  apply({ lane, delivery, recovered }: AfterAttempt, tookMs: number): void {
    this.lane = lane;
    this.#ended.attempts += 1;
    this.#ended.tookMs += tookMs;
    this.step();
    if (recovered === undefined) return;
    const own = this.parked.has(delivery.deliveryId) ? 1 : 0;
    const news = { ...recovered, waiting: this.parked.size - own };
    this.#events.push(recoveredEvent(this.webhook, news, this.ports.timers.now()));
  }

  /** Something woke the lane since: it is looked at as it is now. */
  async lookAgain(): Promise<void> {
    this.window.lookAgain();
    await this.save();
  }

  /** Learns what waits. */
  async loadParked(): Promise<void> {
    const nowMs = this.ports.timers.now();
    const found = await this.ports.lanes.parkedOf(this.webhook.laneId);
    this.parked.load(found.filter(({ expiresAtMs }) => expiresAtMs > nowMs));
  }

  /** The log goes on elsewhere: the next delivery says so, also of a gap before that was not said yet. */
  meetGap(gap: WebhookGap): void {
    const { unsureUntilSeq, ...lane } = this.lane;
    const from = lane.gap?.from ?? gap.from;
    const isOneLog = this.window.cursor.epoch === this.#savedCursor.epoch;
    this.lane = {
      ...lane,
      gap: { ...gap, from },
      ...(isOneLog && unsureUntilSeq !== undefined ? { unsureUntilSeq } : {}),
    };
    this.#gapCarrier = undefined;
    this.step();
  }

  /**
   * What the delivery is to say is missing: one at a time says so, until one that does is delivered. It is
   * one that comes behind it.
   */
  takeGap({ deliveryId, cursor }: StoredDelivery, isFresh: boolean): WebhookGap | undefined {
    const { gap } = this.lane;
    if (gap === undefined || this.#gapCarrier !== undefined) return undefined;
    if (!isFresh && !isBehindGap(cursor, gap)) return undefined;
    this.#gapCarrier = deliveryId;
    return gap;
  }

  /** Its attempt has ended: if it said what is missing, and was not delivered, the next one says it. */
  endGap({ deliveryId }: Pick<StoredDelivery, 'deliveryId'>): void {
    if (this.#gapCarrier === deliveryId) this.#gapCarrier = undefined;
  }

  /** A delivery that says it was delivered. */
  passGap(gap: WebhookGap | undefined): void {
    if (gap === undefined || gap.to !== this.lane.gap?.to) return;
    const { gap: _, ...lane } = this.lane;
    this.lane = lane;
  }

  /** Goes on with the recovery from there, or ends it. */
  setRecovery(recovery: Lane['recovery']): void {
    const { recovery: _, ...lane } = this.lane;
    this.lane = recovery === undefined ? lane : { ...lane, recovery };
  }

  /** Asks that the webhook be sent nothing any more, as it was when the reason came up. */
  disable(reason: DisabledReason, webhook: StoredWebhook): void {
    this.#disabling ??= { reason, webhook };
  }

  /** It is recorded with the next save, after that was reported. */
  giveUp(givenUp: GivenUp): void {
    this.#givenUp.push(givenUp);
    this.step();
  }

  /**
   * Each with its place, unless the lease is over: then whoever holds the lane knows better, and `undefined`
   * is given. Else those that were not recorded so, for someone else was there before.
   */
  async record(
    records: readonly DeliveryRecord[],
  ): Promise<ReadonlyMap<string, SupersededDelivery> | undefined> {
    if (this.ports.timers.now() >= this.#leaseUntilMs) await this.save();
    if (this.isLost) return undefined;
    return await this.#record(records);
  }

  async #record(
    records: readonly DeliveryRecord[],
  ): Promise<ReadonlyMap<string, SupersededDelivery>> {
    const superseded = await this.ports.lanes.record(this.webhook.laneId, records);
    return new Map(superseded.map(each => [each.deliveryId, each]));
  }

  /** Writes how the lane stands and renews its lease. One follows the other. */
  async save(): Promise<void> {
    const saving = this.#saving.then(async () => await this.#save());
    this.#saving = saving.catch(() => undefined);
    await saving;
  }

  async #save(): Promise<void> {
    if (this.isLost) return;
    const givenUp = this.#givenUp;
    this.#givenUp = [];
    const written = await this.#write(givenUp);
    if (written) await this.#recordGivenUp(givenUp);
  }

  /** Gives whether the lane was held still. */
  async #write(givenUp: readonly GivenUp[]): Promise<boolean> {
    const nowMs = this.ports.timers.now();
    const events = this.#events;
    const disabling = this.#disabling;
    const deliveries = givenUp.filter(({ isTest }) => !isTest).map(({ delivery }) => delivery);
    const isDue = this.#reportAtMs <= nowMs;
    const reported = reportExhausted(this.webhook, this.#standing(), deliveries, { nowMs, isDue });
    this.#events = [];
    this.#steps = 0;
    const untilMs = nowMs + leaseMs;
    const result = await this.ports.lanes.write(this.held, reported.lane, {
      untilMs,
      events: [...events, ...reported.events],
      ...(disabling && {
        disable: {
          reason: disabling.reason,
          // What led to it was sent as the webhook was then; as it is now it may not have failed yet.
          version: disabling.webhook.version,
          event: disabledEvent(
            disabling.webhook,
            disabling.reason,
            reported.lane.failingSinceMs,
            nowMs,
          ),
        },
      }),
    });
    if (result.kind === 'lost') {
      this.isLost = true;
      return false;
    }
    this.#leaseUntilMs = untilMs;
    this.#savedAtMs = nowMs;
    this.#savedCursor = reported.lane.cursor;
    this.webhook = result.webhook;
    // What else of the lane changed while it was written is kept.
    const { unreported, exhaustedReportedAtMs } = reported.lane;
    this.lane = { ...this.lane, unreported, exhaustedReportedAtMs };
    if (disabling !== undefined) {
      this.#disabling = undefined;
      if (this.webhook.status === 'disabled') this.disabled = this.webhook.reason;
    }
    return true;
  }

  /** After it was reported: a run that is killed in between repeats the last attempt, and reports it once. */
  async #recordGivenUp(givenUp: readonly GivenUp[]): Promise<void> {
    for (let at = 0; at < givenUp.length; at += recordsAtOnce) {
      const some = givenUp.slice(at, at + recordsAtOnce);
      const superseded = await this.#record(
        some.map(({ delivery, round }) => ({ delivery, round })),
      );
      for (const { settle, delivery } of some) settle(superseded.get(delivery.deliveryId));
      this.counts.exhausted += some.length - superseded.size;
    }
  }

  /** The lane as it is to be written. */
  #standing(): Lane {
    const { unsureUntilSeq, readUntilMs: before, ...lane } = this.lane;
    const { cursor, passedUntilMs: readUntilMs = before } = this.window;
    const isUnsure = unsureUntilSeq !== undefined && cursor.seq < unsureUntilSeq;
    return {
      ...lane,
      cursor,
      parked: this.parked.size,
      ...(readUntilMs === undefined ? {} : { readUntilMs }),
      ...(isUnsure ? { unsureUntilSeq } : {}),
    };
  }

  /**
   * Lets the lane go after a failure, once what is under way has ended: the next run begins soon. It looks
   * up what this one may have recorded.
   */
  async abandon(): Promise<void> {
    await this.#saving;
    if (this.isLost) return;
    const { armedForMs: _, ...lane } = this.#standing();
    const unsureUntilSeq = Math.max(lane.unsureUntilSeq ?? 0, lane.cursor.seq + maxAhead);
    const dueAtMs = this.ports.timers.now() + restAfterFailureMs;
    const release = async () =>
      await this.ports.lanes.release(this.held, { ...lane, unsureUntilSeq, dueAtMs });
    // Something woke it meanwhile: it is gone on with soon in any case.
    if ((await release()) === 'wanted') await release();
  }

  /** Lets the lane go. Whoever is to be woken for it is woken after: a lane that is held is not run. */
  async release(): Promise<'released' | 'wanted' | 'lost'> {
    const { armedForMs: _, dueAtMs: __, ...lane } = this.#standing();
    const { wakeInSeconds, ...due } = nextDue({
      isEnabled: this.webhook.status === 'enabled',
      lane: this.lane,
      parkedDueMs: this.parked.nextDueMs(lane.revivedAtMs),
      testDueMs: this.parked.nextTestMs,
      roomAtMs: this.#roomAtMs,
      reportAtMs: lane.unreported && this.#reportAtMs,
      restMs: this.isTakingLong ? slowAttempts.restMs : 0,
      isAtEnd: this.window.isAtEnd,
      nowMs: this.ports.timers.now(),
    });
    const { armedForMs, dueAtMs } = due;
    const released = await this.ports.lanes.release(this.held, { ...lane, ...due });
    if (released !== 'released') return released;
    this.lane = {
      ...lane,
      ...(armedForMs === undefined ? {} : { armedForMs }),
      ...(dueAtMs === undefined ? {} : { dueAtMs }),
    };
    if (wakeInSeconds !== undefined) {
      await this.ports.wake([this.webhook.webhookId], wakeInSeconds);
    }
    return 'released';
  }
}

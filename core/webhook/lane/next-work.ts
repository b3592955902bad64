import type { LogEntry } from '../../log/segment.ts';
import { type Cursor, formatCursor } from '../../wire/cursor.ts';
import type { Parked, StoredDelivery } from '../delivery.ts';
import { deliveryIdOf } from '../delivery-id.ts';
import { isForWebhook } from '../is-for-webhook.ts';
import { pendingKeptMs } from '../limits.ts';
import { withdrawn } from './after-attempt.ts';
import { findRecorded } from './find-recorded.ts';
import type { LaneProgress } from './lane-progress.ts';
import { recoverSome } from './recover-some.ts';

/** A delivery that is to be attempted now. */
export interface Work {
  readonly delivery: StoredDelivery;
  /** Its place among those that wait; absent: it comes straight from the log. */
  readonly parked?: Parked;
  /** Its event's place in the log, if it comes from there. */
  readonly at?: Cursor;
}

/**
 * `again`: a step was made that leads to none yet. `wait`: something that is under way, or a save, must end
 * first. `none`: there is nothing to do.
 */
export type NextWork =
  | { readonly kind: 'work'; readonly work: Work }
  | { readonly kind: 'again' }
  | { readonly kind: 'save' }
  | { readonly kind: 'none' };

/** Whoever set it up is asked about again so often. */
const standingMs = 5_000;

/** Deliveries that wait are loaded so many at a time. */
const loadedAtOnce = 20;

/** Finds what a run does next: what is due of what waits, then a recovery, then what is new. */
export class WorkSource {
  readonly #progress: LaneProgress;
  /** When, and of which version of the webhook. */
  #asked: { readonly atMs: number; readonly version: number } | undefined;
  #loaded: Work[] = [];

  constructor(progress: LaneProgress) {
    this.#progress = progress;
  }

  /** One step at most: a page of the log, a batch of deliveries. */
  async next(): Promise<NextWork> {
    const progress = this.#progress;
    if (!(await this.#mayStill())) return { kind: 'none' };
    const waiting = this.#loaded.shift();
    if (waiting !== undefined) return await this.#judged(waiting);
    if (await this.#load()) return { kind: 'again' };
    if (progress.lane.recovery !== undefined && progress.room > 0) {
      await recoverSome(progress);
      return { kind: 'again' };
    }
    return await this.#nextOfLog();
  }

  /** What was loaded and not begun waits on. */
  giveBack(): void {
    for (const { delivery } of this.#loaded) this.#progress.parked.giveBack(delivery.deliveryId);
    this.#loaded = [];
  }

  async #mayStill(): Promise<boolean> {
    const { ports, webhook } = this.#progress;
    const nowMs = ports.timers.now();
    const { version } = webhook;
    const asked = this.#asked?.version === version ? this.#asked : undefined;
    if (asked !== undefined && nowMs < asked.atMs + standingMs) return true;
    const standing = await ports.makers.standingOf(webhook.maker);
    this.#asked = { atMs: nowMs, version };
    if (standing === 'may') return true;
    this.#progress.disable(standing === 'revoked' ? 'maker_revoked' : 'maker_demoted', webhook);
    return false;
  }

  /** Whether some that wait are due. */
  async #load(): Promise<boolean> {
    const { ports, parked, lane, webhook } = this.#progress;
    const due = parked.takeDue(ports.timers.now(), lane.revivedAtMs, loadedAtOnce);
    if (due.length === 0) return false;
    const ids = due.map(({ deliveryId }) => deliveryId);
    const found = await ports.lanes.find(webhook.laneId, ids);
    const byId = new Map(found.map(delivery => [delivery.deliveryId, delivery]));
    for (const place of due) {
      const delivery = byId.get(place.deliveryId);
      // Without it, its place expires as it did; until then it stays taken.
      if (delivery?.state === 'pending') this.#loaded.push({ delivery, parked: place });
      // A run was killed between the record of its delivery and the end of its place.
      else if (delivery !== undefined) await this.#forget(delivery, place.round);
    }
    return true;
  }

  async #forget(delivery: StoredDelivery, round: string | undefined): Promise<void> {
    const progress = this.#progress;
    if (await progress.record([{ delivery, round }])) progress.parked.settle(delivery.deliveryId);
  }

  /** What may not be sent any more is given up without an attempt. A test is no event of any channel. */
  async #judged(work: Work): Promise<NextWork> {
    const progress = this.#progress;
    const { delivery } = work;
    const isTest = delivery.cursor === undefined;
    if (isTest || isForWebhook(delivery.event, progress.webhook)) return { kind: 'work', work };
    const { timers, deliveryKeptMs } = progress.ports;
    await this.#forget(withdrawn(delivery, timers.now(), deliveryKeptMs), work.parked?.round);
    return { kind: 'again' };
  }

  async #nextOfLog(): Promise<NextWork> {
    const { window, webhook } = this.#progress;
    if (this.#progress.room === 0) return { kind: 'none' };
    const entry = window.peek();
    if (entry === undefined) return window.isAtEnd ? { kind: 'none' } : await this.#read();
    if (!this.#progress.isNear(entry)) {
      // A save moves nothing while the first that is open is under way: its end does.
      return { kind: this.#progress.isAhead ? 'save' : 'none' };
    }
    window.take();
    if (!isForWebhook(entry.event, webhook)) {
      window.settle(entry);
      return { kind: 'again' };
    }
    this.#progress.fresh += 1;
    return { kind: 'work', work: this.#fresh(entry) };
  }

  #fresh(entry: LogEntry): Work {
    const progress = this.#progress;
    const nowMs = progress.ports.timers.now();
    const deliveryId = deliveryIdOf(entry);
    const { gap } = progress.lane;
    const isCarrier = gap !== undefined && progress.gapCarrier === undefined;
    if (isCarrier) progress.gapCarrier = deliveryId;
    return {
      at: entry,
      delivery: {
        deliveryId,
        event: entry.event,
        cursor: formatCursor(entry),
        ...(isCarrier ? { gap } : {}),
        state: 'pending',
        createdAtMs: nowMs,
        attempts: [],
        attemptCount: 0,
        expiresAtMs: nowMs + Math.max(progress.ports.deliveryKeptMs, pendingKeptMs),
      },
    };
  }

  async #read(): Promise<NextWork> {
    const progress = this.#progress;
    const { window } = progress;
    const read = await window.read(async entries => {
      const wanted = entries.filter(({ event }) => isForWebhook(event, progress.webhook));
      return await withoutRecorded(wanted, progress);
    });
    progress.step();
    if (read.kind === 'blocked') return { kind: 'none' };
    if (read.kind === 'gap') progress.meetGap(read.gap);
    return { kind: 'again' };
  }
}

/** Without those that a run which ended without a word has recorded: they are not sent again. */
async function withoutRecorded(
  entries: readonly LogEntry[],
  progress: LaneProgress,
): Promise<readonly LogEntry[]> {
  const { unsureUntilSeq = 0 } = progress.lane;
  const unsure = entries.filter(({ seq }) => seq <= unsureUntilSeq);
  if (unsure.length === 0) return entries;
  const recorded = await findRecorded(unsure, progress);
  for (const { gap } of recorded.values()) progress.passGap(gap);
  return entries.filter(entry => {
    const found = recorded.get(deliveryIdOf(entry));
    if (found === undefined) return true;
    return found.state === 'pending' && !progress.parked.has(found.deliveryId);
  });
}

import { LogReader } from '../../../../core/log/log-reader.ts';
import type { Segment, SegmentStore } from '../../../../core/log/segment.ts';
import type { LanePorts, LaneRun } from '../../../../core/webhook/lane/lane-ports.ts';
import { runLane } from '../../../../core/webhook/lane/run-lane.ts';
import type { Lane } from '../../../../core/webhook/lane.ts';
import type { MakerStanding } from '../../../../core/webhook/makers.ts';
import type { SendResult } from '../../../../core/webhook/send-webhook.ts';
import type { StoredWebhook } from '../../../../core/webhook/stored-webhook.ts';
import { sweepLanes } from '../../../../core/webhook/sweep-lanes.ts';
import { emptyEpoch } from '../../../../core/wire/cursor.ts';
import type { ChannelEvent } from '../../../../core/wire/event.ts';
import { type Between, MemoryLanes } from '../../../support/memory-lanes.ts';
import { memorySegments } from '../../../support/memory-segments.ts';
import { recordingMeter } from '../../../support/recording-meter.ts';
import { VirtualTime } from '../../../support/virtual-time.ts';

export const startMs = Date.parse('2026-11-20T10:00:00.000Z');
export const dayMs = 86_400_000;
export const keptMs = 7 * dayMs;

/** An event of bets, which an admin’s webhook is sent. */
export function betEvent(id: string, changes: Partial<ChannelEvent> = {}): ChannelEvent {
  return {
    ...{ id, type: 'NEW_BET', timestamp: startMs, priority: 'normal', source: 'Bets' },
    ...{ version: '1.0', channel: 'bets', data: { betId: id } },
    ...changes,
  };
}

export function adminWebhook(changes: Partial<StoredWebhook> = {}): StoredWebhook {
  return {
    ...{ webhookId: 'desk', laneId: 'lane1', url: 'https://desk.example.com/hooks' },
    ...{ types: ['*'], format: 'standard', signature: 'v1', retryAttempts: 9, timeoutMs: 15_000 },
    ...{ status: 'enabled', maker: { userId: 'kim', role: 'admin', permissions: [] }, keys: [] },
    creatorId: 'kim',
    ...{ createdAtMs: startMs, updatedAtMs: startMs, version: 1 },
    ...changes,
  };
}

export const freshLane: Lane = {
  cursor: { epoch: emptyEpoch, seq: 0 },
  parked: 0,
  failuresInARow: 0,
  slowness: 0,
};

/** One post, as its receiver saw it. */
export interface Post {
  readonly eventId: string;
  readonly cursor?: string | undefined;
  readonly gap?: unknown;
  readonly atMs: number;
  readonly leaseId: string;
}

export const ok: Extract<SendResult, { kind: 'answered' }> = {
  kind: 'answered',
  ...{ status: 204, answer: '', isAnswerCut: false, tookMs: 0 },
};

export function status(code: number, retryAfterMs?: number): SendResult {
  return { ...ok, status: code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** A lane with its log, its receiver, its queue and its clock. */
export class LaneWorld {
  readonly time: VirtualTime;
  readonly lanes = new MemoryLanes();
  readonly meter = recordingMeter();
  readonly posts: Post[] = [];
  readonly runs: LaneRun[] = [];
  readonly failures: unknown[] = [];
  readonly wakes: { readonly atMs: number; readonly delaySeconds: number }[] = [];
  /** What the receiver answers; how long it takes is up to it. */
  answer: (post: Post) => Promise<SendResult> = async () => ok;
  standing: () => MakerStanding = () => 'may';
  /** Whether wake-ups arrive, unless a test runs the lane itself. */
  isWoken = false;
  between: (leaseId: string) => Between = () => async () => undefined;
  mostInFlight = 0;
  /** Posts that began without the lease. */
  readonly unleased: Post[] = [];
  readonly log: LogReader;
  readonly #segments = memorySegments();
  #lastSeq = 0;
  #leases = 0;
  readonly #active = new Map<string, number>();

  constructor(
    webhook = adminWebhook(),
    lane: Lane = freshLane,
    log?: { readonly store: SegmentStore; readonly time: VirtualTime },
  ) {
    this.time = log?.time ?? new VirtualTime(startMs);
    this.lanes.add(webhook, lane, startMs);
    const clock = this.time.timers.now;
    this.log = new LogReader({ store: log?.store ?? this.#segments, channel: 'global', clock });
  }

  get row() {
    return this.lanes.row('desk');
  }

  get segments(): Segment[] {
    return this.#segments.segments;
  }

  /** One segment, as the log gains it. */
  append(events: readonly ChannelEvent[], epoch = 'abc', generation = 1): void {
    const firstSeq = this.#lastSeq + 1;
    this.#lastSeq += Math.max(events.length, 1);
    this.#segments.segments.push({
      ...{ channel: 'global', firstSeq, lastSeq: this.#lastSeq, epoch, generation, events },
      appendedAtMs: this.time.nowMs,
      expiresAtSec: (this.time.nowMs + keptMs) / 1_000,
    });
  }

  ports(leaseId: string): LanePorts {
    const between = this.between(leaseId);
    return {
      lanes: this.lanes.store(between),
      log: this.log,
      message: async ({ event, cursor, gap }) => ({
        headers: { 'webhook-id': event.id },
        body: JSON.stringify({ cursor, gap }),
      }),
      send: async message => {
        await between('send');
        const result = await this.#post(message, leaseId);
        await between('sent');
        return result;
      },
      makers: { standingOf: async () => this.standing() },
      wake: async (_ids, delaySeconds = 0) => {
        await between('wake');
        this.wakes.push({ atMs: this.time.nowMs, delaySeconds });
        if (this.isWoken) this.time.timers.after(delaySeconds * 1_000, () => this.start());
      },
      meter: this.meter,
      timers: this.time.timers,
      random: () => 0,
      newLeaseId: () => leaseId,
      deliveryKeptMs: keptMs,
    };
  }

  /** Begins a run, as a message of the queue does. */
  start(): void {
    this.#leases += 1;
    runLane('desk', this.ports(`lease ${this.#leases}`)).then(
      run => this.runs.push(run),
      error => this.failures.push(error),
    );
  }

  /** Runs the lane once, for as much time as it takes. */
  async run(changes: Partial<LanePorts> = {}): Promise<LaneRun> {
    this.#leases += 1;
    const run = runLane('desk', { ...this.ports(`lease ${this.#leases}`), ...changes });
    return await this.time.until(run);
  }

  /** Lets time pass with a sweep when something is due, until nothing is left to do. */
  async settle(isDone: () => boolean, maxMs: number): Promise<void> {
    const endMs = this.time.nowMs + maxMs;
    while (!isDone() && this.time.nowMs < endMs) {
      const dueAtMs = this.row.dueAtMs ?? endMs;
      const waitMs = Math.max(dueAtMs + 5_000 - this.time.nowMs, 0);
      await this.time.pass(Math.min(Math.floor(waitMs / 60_000) * 60_000 + 60_000, endMs));
      await this.sweep();
    }
  }

  async sweep(): Promise<void> {
    const now = this.time.timers.now;
    await sweepLanes({
      due: this.lanes.due(),
      wake: async ids => {
        for (const _id of ids) this.start();
      },
      now,
    });
  }

  async #post(
    message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
    leaseId: string,
  ): Promise<SendResult> {
    const { cursor, gap } = JSON.parse(message.body) as Post;
    const eventId = message.headers['webhook-id'] ?? '';
    const post = { eventId, cursor, gap, leaseId, atMs: this.time.nowMs };
    const { leaseId: holder, leaseUntilMs } = this.row;
    if (holder !== leaseId || leaseUntilMs <= this.time.nowMs) this.unleased.push(post);
    this.posts.push(post);
    const active = (this.#active.get(leaseId) ?? 0) + 1;
    this.#active.set(leaseId, active);
    this.mostInFlight = Math.max(this.mostInFlight, active);
    const result = await this.answer(post);
    this.#active.set(leaseId, (this.#active.get(leaseId) ?? 0) - 1);
    return result;
  }
}

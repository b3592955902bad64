import { createHash } from 'node:crypto';
import type { StreamRecord } from '../contract/stream-record.ts';

/** An invocation's payload holds 6 MB; the records leave some of it to the frame around them. */
const batchLimitBytes = 6_000_000;

/** What lanes need to know and do. */
export interface LaneOptions {
  /** ParallelizationFactor: batches of one shard that may be delivered at once. */
  readonly lanes: number;
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  /** Delivers one batch; `accept` says that everything up to that record is done with. */
  deliver(records: readonly StreamRecord[], accept: (record: StreamRecord) => void): Promise<void>;
  /** Everything in the shard up to this position is done with. */
  checkpoint(position: string): void;
  /** Called when delivering fails for a reason of the host's own; false: stop trying. */
  onFailure(error: unknown): Promise<boolean>;
}

interface Entry {
  readonly position: string;
  readonly record: StreamRecord | undefined;
  done: boolean;
}

interface Lane {
  readonly pending: Entry[];
  windowEndsAtMs: number;
  running: Promise<void> | undefined;
}

/**
 * The records of one shard on their way to the function. Changes of one item share a lane, and a
 * lane delivers one batch at a time: so they stay in order while lanes run beside each other
 * (docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html).
 */
export class ShardLanes {
  readonly #options: LaneOptions;
  readonly #lanes: readonly Lane[];
  /** In shard order; its done beginning is cut off as the checkpoint moves on. */
  #outstanding: Entry[] = [];
  #stopped = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#lanes = Array.from({ length: options.lanes }, () => ({
      pending: [],
      windowEndsAtMs: 0,
      running: undefined,
    }));
  }

  /** True while as much is buffered as all lanes together may take at once. */
  get full(): boolean {
    return this.#outstanding.length >= this.#options.batchSize * this.#options.lanes;
  }

  add(record: StreamRecord, position: string, nowMs: number): void {
    const entry = { record, position, done: false };
    this.#outstanding.push(entry);
    const lane = this.#laneOf(record);
    if (lane.pending.length === 0) lane.windowEndsAtMs = nowMs + this.#options.batchingWindowMs;
    lane.pending.push(entry);
  }

  /** Takes note of a record that the function is not to see. */
  skip(position: string): void {
    this.#outstanding.push({ record: undefined, position, done: true });
    this.#moveCheckpoint();
  }

  /** Starts each idle lane that has a whole batch, or whose batching window is over. */
  deliverDue(nowMs: number): void {
    for (const lane of this.#lanes) {
      if (lane.running !== undefined || !this.#isDue(lane, nowMs)) continue;
      lane.running = this.#run(lane).finally(() => {
        lane.running = undefined;
      });
    }
  }

  /** Resolves when some lane that runs now is idle; at once when none runs. */
  async nextIdle(): Promise<void> {
    const running = this.#lanes.flatMap(lane => lane.running ?? []);
    if (running.length > 0) await Promise.race(running);
  }

  /** Delivers what is left, whatever the windows say. */
  async drain(): Promise<void> {
    this.deliverDue(Number.POSITIVE_INFINITY);
    while (!this.#stopped && this.#lanes.some(lane => lane.running !== undefined)) {
      await this.nextIdle();
      this.deliverDue(Number.POSITIVE_INFINITY);
    }
  }

  #isDue(lane: Lane, nowMs: number): boolean {
    const { length } = lane.pending;
    if (this.#stopped || length === 0) return false;
    return length >= this.#options.batchSize || nowMs >= lane.windowEndsAtMs;
  }

  async #run(lane: Lane): Promise<void> {
    do {
      const batch = firstBatch(lane.pending, this.#options.batchSize);
      try {
        await this.#options.deliver(
          batch.flatMap(entry => entry.record ?? []),
          record => this.#accept(batch, record),
        );
        // Delivery ends early only when the host stops.
        this.#stopped ||= batch.some(entry => !entry.done);
      } catch (error) {
        this.#stopped ||= !(await this.#options.onFailure(error));
      }
      while (lane.pending[0]?.done === true) lane.pending.shift();
    } while (this.#isDue(lane, Date.now()));
  }

  #accept(batch: readonly Entry[], record: StreamRecord): void {
    const last = batch.findIndex(entry => entry.record === record);
    for (const entry of batch.slice(0, last + 1)) entry.done = true;
    this.#moveCheckpoint();
  }

  /** Up to the first record that some lane still has to deliver. */
  #moveCheckpoint(): void {
    const firstOpen = this.#outstanding.findIndex(entry => !entry.done);
    const count = firstOpen < 0 ? this.#outstanding.length : firstOpen;
    const last = this.#outstanding[count - 1];
    if (last === undefined) return;
    this.#outstanding = this.#outstanding.slice(count);
    this.#options.checkpoint(last.position);
  }

  #laneOf(record: StreamRecord): Lane {
    const keys = Object.entries(record.dynamodb.Keys ?? {}).toSorted(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const hash = createHash('sha256').update(JSON.stringify(keys)).digest().readUInt32BE();
    const lane = this.#lanes[hash % this.#lanes.length];
    if (lane === undefined)
      throw new Error(`expected at least one lane, received ${this.#lanes.length}`);
    return lane;
  }
}

/** As many records as fit in one invocation, one at least. */
function firstBatch(pending: readonly Entry[], batchSize: number): Entry[] {
  const batch: Entry[] = [];
  let bytes = 0;
  for (const entry of pending.slice(0, batchSize)) {
    bytes += Buffer.byteLength(JSON.stringify(entry.record));
    if (batch.length > 0 && bytes > batchLimitBytes) break;
    batch.push(entry);
  }
  return batch;
}

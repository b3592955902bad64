import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  type _Record as EngineRecord,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import type { HostLog, TableStream } from '../resources/resource.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { MappingSettings } from './mapping-settings.ts';
import { ShardReader } from './shard-reader.ts';
import { changesNothing, type StreamRecord, toStreamRecord } from './stream-record.ts';

/** Lambda polls each shard at a base rate of four times a second: docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const pollIntervalMs = 250;
/** New shards are looked for this often; the engines used locally seldom make any. */
const discoveryIntervalMs = 10_000;
/** An answer of DescribeStream holds 100 shards. */
const shardPageLimit = 100;
const stopGraceMs = 1_000;
const longestRecoveryMs = 5_000;
/** An invocation's payload holds 6 MB; the records leave some of it to the frame around them. */
const batchLimitBytes = 6_000_000;

/** A record together with the position that the engine knows it by. */
interface Positioned {
  readonly record: StreamRecord;
  readonly position: string;
}

/** What a poller reads and whom it feeds. */
export interface PollerOptions {
  readonly client: DynamoDBStreamsClient;
  readonly stream: TableStream;
  readonly region: string;
  readonly settings: MappingSettings;
  readonly checkpoints: Checkpoints;
  readonly log: HostLog;
  readonly name: string;
  /** Delivers one batch; resolves when each record was accepted or given up, or on stop. */
  deliver(
    shardId: string,
    records: readonly StreamRecord[],
    checkpoint: (record: StreamRecord) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Polls every shard of one stream, each in order and one batch at a time. */
export class StreamPoller {
  readonly #options: PollerOptions;
  readonly #stopping = new AbortController();
  readonly #shards = new Map<string, 'running' | 'finished'>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** Resolves once every shard that exists is open at its starting position. */
  async start(): Promise<void> {
    await this.#discover();
    this.#keep(this.#rediscover());
  }

  /** Lets running invocations end within a moment; later ones end with their environments. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const grace = new AbortController();
    await Promise.race([
      Promise.all(this.#running),
      delay(stopGraceMs, undefined, { signal: grace.signal }).catch(() => {}),
    ]);
    grace.abort();
  }

  #keep(task: Promise<void>): void {
    this.#running.add(task);
    void task.finally(() => this.#running.delete(task));
  }

  async #rediscover(): Promise<void> {
    while (await this.#pause(discoveryIntervalMs)) {
      // A failure shows in the shards' own polling already; the next round tries again.
      await this.#discover().catch(() => {});
    }
  }

  /** Starts each new shard whose parent was read to its end: so an item's changes stay in order. */
  async #discover(): Promise<void> {
    for (const shard of await this.#listShards()) {
      const { ShardId: id, ParentShardId: parent } = shard;
      if (id === undefined || this.#shards.has(id)) continue;
      if (parent !== undefined && this.#shards.get(parent) === 'running') continue;
      const reader = new ShardReader(
        this.#options.client,
        { streamArn: this.#options.stream.engineStreamArn, shardId: id },
        // A shard that appears later is read from its beginning.
        this.#shards.size > 0 && parent !== undefined
          ? 'TRIM_HORIZON'
          : this.#options.settings.startingPosition,
        this.#options.checkpoints.get(id),
      );
      await reader.open();
      this.#shards.set(id, 'running');
      this.#keep(this.#pollShard(id, reader));
    }
  }

  async #listShards(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let start: string | undefined;
    do {
      const page = await this.#options.client.send(
        new DescribeStreamCommand({
          StreamArn: this.#options.stream.engineStreamArn,
          Limit: shardPageLimit,
          ...(start === undefined ? {} : { ExclusiveStartShardId: start }),
        }),
      );
      shards.push(...(page.StreamDescription?.Shards ?? []));
      start = page.StreamDescription?.LastEvaluatedShardId;
    } while (start !== undefined);
    return shards;
  }

  async #pollShard(shardId: string, reader: ShardReader): Promise<void> {
    const { settings, log, name } = this.#options;
    let buffered: Positioned[] = [];
    let windowEndsAtMs = 0;
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        const page = await reader.read(settings.batchSize);
        if (failures > 0) log.info(`[${name}] reading ${shardId} again`);
        failures = 0;
        if (buffered.length === 0) windowEndsAtMs = Date.now() + settings.batchingWindowMs;
        buffered.push(...this.#accept(shardId, page.records, buffered.length === 0));
        const due = page.closed || Date.now() >= windowEndsAtMs;
        while (buffered.length >= settings.batchSize || (due && buffered.length > 0)) {
          buffered = await this.#deliverFirst(shardId, buffered);
          if (this.#stopping.signal.aborted) return;
        }
        if (page.closed) {
          this.#shards.set(shardId, 'finished');
          return;
        }
        if (page.records.length < settings.batchSize) await this.#pause(pollIntervalMs);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        const reason = error instanceof Error ? error.message || error.name : String(error);
        if (failures === 0) log.warn(`[${name}] cannot read ${shardId}, trying on: ${reason}`);
        failures += 1;
        await this.#pause(Math.min(longestRecoveryMs, pollIntervalMs * 2 ** Math.min(failures, 5)));
      }
    }
  }

  /** What of a page the function is to see. What it is not to see is done with at once. */
  #accept(shardId: string, records: readonly EngineRecord[], nothingPending: boolean) {
    const { stream, region, settings, checkpoints } = this.#options;
    const accepted: Positioned[] = [];
    for (const engineRecord of records) {
      const record = toStreamRecord(engineRecord, { streamArn: stream.streamArn, region });
      const position = engineRecord.dynamodb?.SequenceNumber ?? '';
      if (!changesNothing(record) && settings.accepts(record)) accepted.push({ record, position });
      else if (nothingPending && accepted.length === 0) checkpoints.set(shardId, position);
    }
    return accepted;
  }

  async #deliverFirst(shardId: string, buffered: readonly Positioned[]): Promise<Positioned[]> {
    const batch = firstBatch(buffered, this.#options.settings.batchSize);
    const positions = new Map(
      batch.map(({ record, position }) => [record.dynamodb.SequenceNumber, position]),
    );
    await this.#options.deliver(
      shardId,
      batch.map(({ record }) => record),
      record => {
        const position = positions.get(record.dynamodb.SequenceNumber);
        if (position !== undefined) this.#options.checkpoints.set(shardId, position);
      },
      this.#stopping.signal,
    );
    return buffered.slice(batch.length);
  }

  /** False when the poller is stopping. */
  async #pause(delayMs: number): Promise<boolean> {
    const { signal } = this.#stopping;
    await delay(delayMs, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }
}

/** As many records as fit in one invocation, one at least. */
function firstBatch(buffered: readonly Positioned[], batchSize: number): Positioned[] {
  const batch: Positioned[] = [];
  let bytes = 0;
  for (const each of buffered.slice(0, batchSize)) {
    bytes += Buffer.byteLength(JSON.stringify(each.record));
    if (batch.length > 0 && bytes > batchLimitBytes) break;
    batch.push(each);
  }
  return batch;
}

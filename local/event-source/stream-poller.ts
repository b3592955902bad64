import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  type _Record as EngineRecord,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import type { HostLog } from '../contract/host-log.ts';
import type { NewestRecord } from '../contract/newest-record.ts';
import type { StreamRecord } from '../contract/stream-record.ts';
import type { TableStream } from '../contract/table-stream.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { MappingSettings } from './mapping-settings.ts';
import { ShardLanes } from './shard-lanes.ts';
import { ShardReader } from './shard-reader.ts';
import { changesNothing, toStreamRecord } from './stream-record.ts';

/** Lambda polls each shard at a base rate of four times a second: docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const pollIntervalMs = 250;
/** New shards are looked for this often; the engines used locally seldom make any. */
const discoveryIntervalMs = 10_000;
/** An answer of DescribeStream holds 100 shards. */
const shardPageLimit = 100;
const stopGraceMs = 1_000;
const longestRecoveryMs = 5_000;

/** What a poller reads, and where the records go. */
export interface PollerOptions {
  readonly client: DynamoDBStreamsClient;
  readonly stream: TableStream;
  /** @default - not known without a read */
  readonly newestRecord?: NewestRecord;
  readonly region: string;
  readonly settings: MappingSettings;
  readonly checkpoints: Checkpoints;
  readonly log: HostLog;
  /** The mapping's logical id, for the log. */
  readonly name: string;
  /** Delivers one batch; resolves when each record was accepted or given up, or on stop. */
  deliver(
    shardId: string,
    records: readonly StreamRecord[],
    checkpoint: (record: StreamRecord) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Polls every shard of one stream, each item's changes in order. */
export class StreamPoller {
  readonly #options: PollerOptions;
  readonly #stopping = new AbortController();
  readonly #shards = new Map<string, 'running' | 'finished'>();
  readonly #running = new Set<Promise<void>>();
  #started = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** Resolves once every shard that exists is open at its starting position. */
  async start(): Promise<void> {
    await this.#discover();
    this.#started = true;
    this.#keep(this.#rediscover());
  }

  /** Lets running invocations end within a second; later ones end with their environments. */
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
    const { stream, newestRecord } = this.#options;
    for (const shard of await this.#listShards()) {
      const { ShardId: id, ParentShardId: parent } = shard;
      if (id === undefined || this.#shards.has(id)) continue;
      if (parent !== undefined && this.#shards.get(parent) === 'running') continue;
      const reader = new ShardReader(
        this.#options.client,
        { streamArn: stream.engineStreamArn, shardId: id },
        // A shard that appears later is read from its beginning.
        this.#started ? 'TRIM_HORIZON' : this.#options.settings.startingPosition,
        this.#options.checkpoints.get(id),
        newestRecord && (() => newestRecord(stream.tableName)),
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
    const lanes = this.#lanesOf(shardId);
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        const page = await reader.read(settings.batchSize);
        if (failures > 0) log.info(`[${name}] reading ${shardId} again`);
        failures = 0;
        this.#sort(page.records, lanes);
        lanes.deliverDue(Date.now());
        if (page.closed) {
          await lanes.drain();
          this.#shards.set(shardId, 'finished');
          await this.#discover();
          return;
        }
        while (lanes.full && !this.#stopping.signal.aborted) {
          lanes.deliverDue(Number.POSITIVE_INFINITY);
          await lanes.nextIdle();
        }
        if (page.records.length < settings.batchSize) await this.#pause(pollIntervalMs);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        if (failures === 0) {
          log.warn(`[${name}] cannot read ${shardId}, retrying: ${reasonOf(error)}`);
        }
        failures += 1;
        await this.#pause(Math.min(longestRecoveryMs, pollIntervalMs * 2 ** Math.min(failures, 5)));
      }
    }
    await lanes.nextIdle();
  }

  #lanesOf(shardId: string): ShardLanes {
    const { settings, checkpoints, deliver, log, name } = this.#options;
    return new ShardLanes({
      lanes: settings.parallelizationFactor,
      batchSize: settings.batchSize,
      batchingWindowMs: settings.batchingWindowMs,
      deliver: (records, accept) => deliver(shardId, records, accept, this.#stopping.signal),
      checkpoint: position => checkpoints.set(shardId, position),
      onFailure: error => {
        log.warn(`[${name}] cannot deliver from ${shardId}, retrying: ${reasonOf(error)}`);
        return this.#pause(longestRecoveryMs);
      },
    });
  }

  /** Sorts what the function is to see into lanes. */
  #sort(records: readonly EngineRecord[], lanes: ShardLanes): void {
    const { stream, region, settings } = this.#options;
    for (const engineRecord of records) {
      const written = toStreamRecord(engineRecord, { streamArn: stream.streamArn, region });
      const record = stream.removals?.identify(written) ?? written;
      const position = engineRecord.dynamodb?.SequenceNumber ?? '';
      if (changesNothing(record) || !settings.accepts(record)) lanes.skip(position);
      else lanes.add(record, position, Date.now());
    }
  }

  /** False when the poller is stopping. */
  async #pause(delayMs: number): Promise<boolean> {
    const { signal } = this.#stopping;
    await delay(delayMs, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

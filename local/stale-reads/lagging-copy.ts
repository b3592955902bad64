import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { HostLog } from '../contract/host-log.ts';
import type { NewestRecord } from '../contract/newest-record.ts';
import { dynamoDbClient } from '../engine/dynamodb-client.ts';
import { dynamoDbStreamsClient } from '../engine/dynamodb-streams-client.ts';
import { type Engine, startEngine } from '../engine/start-engine.ts';
import { applyStates, copyItems, createLike, type KeyState } from './table-copy.ts';
import { TableFeed } from './table-feed.ts';

/** What a copy is made of. */
export interface CopyOptions {
  /** The engine that is copied. */
  readonly dynamoDbEndpoint: string;
  /** @default - it cannot be asked */
  readonly newestRecord?: NewestRecord;
  readonly region: string;
  readonly tableNames: readonly string[];
  /** How far behind the copy is kept. */
  delayMs(): number;
  readonly log: HostLog;
}

const shortestIntervalMs = 10;
const longestIntervalMs = 100;

interface Change {
  readonly seenAtMs: number;
  readonly state: KeyState;
}

/**
 * A second engine that holds every table as it was a while ago. DynamoDB keeps its copies in the same
 * way: an eventually consistent read is a read of one that may lag behind
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html). So any
 * read, of a table or an index, with filter, order, limit or page, is right for that point in time.
 */
export class LaggingCopy {
  readonly #options: CopyOptions;
  readonly #engine: Engine;
  readonly #original: DynamoDBClient;
  readonly #copy: DynamoDBClient;
  readonly #streams: DynamoDBStreamsClient;
  readonly #stopping = new AbortController();
  readonly #feeds: readonly TableFeed[];
  #pending: Change[] = [];
  #applying: Promise<void> = Promise.resolve();
  #isFailing = false;

  private constructor(options: CopyOptions, engine: Engine) {
    const { dynamoDbEndpoint, newestRecord, region } = options;
    this.#options = options;
    this.#engine = engine;
    this.#original = dynamoDbClient(dynamoDbEndpoint, region);
    this.#copy = dynamoDbClient(engine.endpoint, region);
    this.#streams = dynamoDbStreamsClient(dynamoDbEndpoint, region);
    this.#feeds = options.tableNames.map(
      tableName =>
        new TableFeed({
          tables: this.#original,
          streams: this.#streams,
          tableName,
          ...(newestRecord === undefined ? {} : { newestRecord }),
          intervalMs: () => this.#intervalMs,
          onChange: state => this.#pending.push({ seenAtMs: performance.now(), state }),
          onError: error => this.#report(error),
        }),
    );
  }

  /** Resolves once each write from then on shows in the copy only after the delay. */
  static async start(options: CopyOptions): Promise<LaggingCopy> {
    // Not the engine that the environment may name: that one is copied.
    const engine = await startEngine({ log: options.log, environment: {} });
    const copy = new LaggingCopy(options, engine);
    try {
      await copy.#seed();
      return copy;
    } catch (error) {
      await copy.stop();
      throw error;
    }
  }

  get endpoint(): string {
    return this.#engine.endpoint;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#applying;
    const closings = await Promise.allSettled(this.#feeds.map(feed => feed.close()));
    for (const each of closings) if (each.status === 'rejected') this.#report(each.reason);
    for (const client of [this.#original, this.#copy, this.#streams]) client.destroy();
    await this.#engine.stop();
  }

  /** Feeds first: what is written while the items are copied then comes a second time, in order. */
  async #seed(): Promise<void> {
    for (const feed of this.#feeds) {
      const table = await feed.open();
      await createLike(this.#copy, table);
      await copyItems(this.#original, this.#copy, String(table.TableName));
    }
    this.#applying = this.#applyDue();
  }

  get #intervalMs(): number {
    return Math.min(longestIntervalMs, Math.max(shortestIntervalMs, this.#options.delayMs() / 10));
  }

  async #applyDue(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const dueMs = performance.now() - this.#options.delayMs();
      const firstLater = this.#pending.findIndex(({ seenAtMs }) => seenAtMs > dueMs);
      // A list of its own: changes that come while it is applied are not due, and must not be dropped.
      const due = this.#pending.slice(0, firstLater < 0 ? undefined : firstLater);
      try {
        await applyStates(
          this.#copy,
          due.map(({ state }) => state),
        );
        // More may have come meanwhile, at the end.
        this.#pending = this.#pending.slice(due.length);
        this.#isFailing = false;
      } catch (error) {
        this.#report(error);
      }
      await delay(this.#intervalMs, undefined, { signal }).catch(() => {});
    }
  }

  #report(error: unknown): void {
    if (this.#isFailing || this.#stopping.signal.aborted) return;
    this.#isFailing = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn(`the copy for stale reads was not updated, retrying: ${reason}`);
  }
}

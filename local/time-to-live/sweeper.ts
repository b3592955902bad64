import { setTimeout as delay } from 'node:timers/promises';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type { HostLog } from '../contract/host-log.ts';
import { removalTimeMs } from './removal-time.ts';
import { keyText, type ServiceRemovals } from './service-removals.ts';

/** What removing a table's expired items takes. */
export interface SweeperOptions {
  /** The sweeper destroys it. */
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** The table's key attributes, one or two. */
  readonly keyNames: readonly string[];
  readonly timeToLiveAttribute: string;
  readonly removals: ServiceRemovals;
  /** An item goes at most so long after it expired. */
  latestMs(): number;
  readonly log: HostLog;
}

type Item = Record<string, AttributeValue>;

const shortestIntervalMs = 50;
const longestIntervalMs = 10 * 60_000;

/** Removes a table's expired items, each at a time of its own, as DynamoDB does in the background. */
export class TimeToLiveSweeper {
  readonly #options: SweeperOptions;
  readonly #stopping = new AbortController();
  #waking = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Looks again now, since `latestMs` is another. */
  wake(): void {
    this.#waking.abort();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#options.client.destroy();
  }

  async #run(): Promise<void> {
    const { log, tableName } = this.#options;
    while (!this.#stopping.signal.aborted) {
      await this.#pause();
      try {
        await this.#sweep();
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        log.debug(
          `${tableName}: expired items were not removed, next try in a while: ${String(error)}`,
        );
      }
    }
  }

  /** Often enough that an item is late by little more than its own delay. */
  async #pause(): Promise<void> {
    this.#waking = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, this.#waking.signal]);
    const intervalMs = Math.max(shortestIntervalMs, this.#options.latestMs() / 5);
    const wait = Math.min(longestIntervalMs, intervalMs);
    await delay(wait, undefined, { signal, ref: false }).catch(() => {});
  }

  async #sweep(): Promise<void> {
    const { client, tableName, keyNames, timeToLiveAttribute, latestMs } = this.#options;
    const nowMs = Date.now();
    const names = [...keyNames, timeToLiveAttribute];
    const pages = paginateScan(
      { client },
      {
        TableName: tableName,
        ConsistentRead: true,
        // Any other type than a number is no expiry.
        FilterExpression: `#${keyNames.length} <= :now`,
        ProjectionExpression: names.map((_, index) => `#${index}`).join(),
        ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#${at}`, name])),
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(nowMs / 1_000)) } },
      },
    );
    const due: { readonly item: Item; readonly dueMs: number }[] = [];
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        const key = keyText(keysOf(item, keyNames));
        const expiresAtSec = Number(item[timeToLiveAttribute]?.N);
        const dueMs = removalTimeMs({ key, expiresAtSec }, latestMs(), nowMs);
        if (dueMs !== undefined && dueMs <= nowMs) due.push({ item, dueMs });
      }
      if (this.#stopping.signal.aborted) return;
    }
    due.sort((one, other) => one.dueMs - other.dueMs);
    for (const { item } of due) {
      if (this.#stopping.signal.aborted) return;
      await this.#remove(item);
    }
  }

  /** Unless the item was changed meanwhile: then it may not be expired any more. */
  async #remove(item: Item): Promise<void> {
    const { client, tableName, keyNames, timeToLiveAttribute, removals } = this.#options;
    const keys = keysOf(item, keyNames);
    const takeBack = removals.expect(keys);
    try {
      await client.send(
        new DeleteItemCommand({
          TableName: tableName,
          Key: keys,
          ConditionExpression: '#ttl = :seen',
          ExpressionAttributeNames: { '#ttl': timeToLiveAttribute },
          ExpressionAttributeValues: { ':seen': item[timeToLiveAttribute] ?? { NULL: true } },
        }),
      );
    } catch (error) {
      takeBack();
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

const keysOf = (item: Item, keyNames: readonly string[]): Item =>
  Object.fromEntries(keyNames.flatMap(name => (item[name] ? [[name, item[name]]] : [])));

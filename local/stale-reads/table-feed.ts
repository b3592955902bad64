import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  type _Record as EngineRecord,
} from '@aws-sdk/client-dynamodb-streams';
import type { NewestRecord } from '../contract/newest-record.ts';
import { ShardReader } from '../event-source/shard-reader.ts';
import type { Item, KeyState } from './table-copy.ts';

const pageLimit = 1_000;
const recoveryMs = 1_000;

/** What following one table takes. */
export interface FeedOptions {
  readonly tables: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly tableName: string;
  /** @default - not known without a read */
  readonly newestRecord?: NewestRecord;
  /** How often it looks for changes. */
  intervalMs(): number;
  /** Called once per change, in order. */
  onChange(state: KeyState): void;
  onError(error: unknown): void;
}

/**
 * Every change of one table from `open` on, whoever makes it: read off the table's
 * stream. A table without one is given a stream for as long as the feed is open, which neither the
 * template nor the functions can see.
 */
export class TableFeed {
  readonly #options: FeedOptions;
  readonly #stopping = new AbortController();
  #ownsStream = false;
  #hasNewImages = true;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Resolves with the table once every later change of it will be reported. */
  async open(): Promise<TableDescription> {
    const table = await this.#tableWithStream();
    const { newestRecord, streams, tableName } = this.#options;
    const newest = newestRecord && (() => newestRecord(tableName));
    const streamArn = String(table.LatestStreamArn);
    const described = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }));
    const readers = (described.StreamDescription?.Shards ?? []).map(
      ({ ShardId = '' }) =>
        new ShardReader(streams, { streamArn, shardId: ShardId }, 'LATEST', undefined, newest),
    );
    for (const reader of readers) await reader.open();
    this.#running = Promise.all(readers.map(reader => this.#follow(reader)));
    return table;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    if (!this.#ownsStream) return;
    const { tables, tableName } = this.#options;
    const StreamSpecification = { StreamEnabled: false };
    await tables.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
  }

  async #tableWithStream(): Promise<TableDescription> {
    const { tables, tableName } = this.#options;
    const describe = async (): Promise<TableDescription> => {
      const { Table } = await tables.send(new DescribeTableCommand({ TableName: tableName }));
      if (Table === undefined) throw new Error(`the engine has no table ${tableName}`);
      return Table;
    };
    const table = await describe();
    const viewType = table.StreamSpecification?.StreamViewType;
    this.#hasNewImages = viewType !== 'KEYS_ONLY' && viewType !== 'OLD_IMAGE';
    if (table.StreamSpecification?.StreamEnabled === true) return table;
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } as const;
    await tables.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
    this.#ownsStream = true;
    return describe();
  }

  async #follow(reader: ShardReader): Promise<void> {
    const { signal } = this.#stopping;
    const { intervalMs, onError } = this.#options;
    const pause = (pauseMs: number): Promise<void> =>
      delay(pauseMs, undefined, { signal }).catch(() => {});
    while (!signal.aborted) {
      try {
        const { records, closed } = await reader.read(pageLimit);
        for (const record of records) await this.#report(record);
        if (closed) return;
        if (records.length < pageLimit) await pause(intervalMs());
      } catch (error) {
        if (signal.aborted) return;
        onError(error);
        await pause(recoveryMs);
      }
    }
  }

  async #report({ eventName, dynamodb: change }: EngineRecord): Promise<void> {
    const { tableName, onChange } = this.#options;
    const keys = (change?.Keys ?? {}) as Item;
    if (eventName === 'REMOVE') onChange({ tableName, keys, item: undefined });
    else if (this.#hasNewImages) onChange({ tableName, keys, item: change?.NewImage as Item });
    else onChange({ tableName, keys, item: await this.#itemNow(keys) });
  }

  /** A stream of keys alone does not say what was written: the item as it is now comes closest. */
  async #itemNow(keys: Item): Promise<Item | undefined> {
    const { tables, tableName } = this.#options;
    const read = new GetItemCommand({ TableName: tableName, Key: keys, ConsistentRead: true });
    return (await tables.send(read)).Item;
  }
}

import {
  type DynamoDBStreamsClient,
  DynamoDBStreamsServiceException,
  type _Record as EngineRecord,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { MappingSettings } from './mapping-settings.ts';

/** GetRecords gives 1,000 records at most: API_streams_GetRecords of the DynamoDB reference. */
const pageLimit = 1_000;

/**
 * Where the newest record is known to be read already, so many reads are left out in a row: an iterator
 * that is not used for 15 minutes expires.
 */
const maxReadsLeftOut = 1_000;

/** One page of a shard; `closed` when the shard has ended and was read to its end. */
export interface ShardPage {
  readonly records: readonly EngineRecord[];
  readonly closed: boolean;
}

/**
 * Reads one shard from a position on, and finds its place again when the engine forgot it. Asks the engine
 * for nothing while `newest`, the number of the stream's newest record, says that all was read.
 */
export class ShardReader {
  readonly #client: DynamoDBStreamsClient;
  readonly #streamArn: string;
  readonly #shardId: string;
  readonly #startingPosition: MappingSettings['startingPosition'];
  #lastRead: string | undefined;
  readonly #newest: (() => number | undefined) | undefined;
  #iterator: string | undefined;
  /** The newest record of the stream before a read that found nothing. */
  #readUpTo: number | undefined;
  #readsLeftOut = 0;

  constructor(
    client: DynamoDBStreamsClient,
    shard: { readonly streamArn: string; readonly shardId: string },
    startingPosition: MappingSettings['startingPosition'],
    after: string | undefined,
    newest?: () => number | undefined,
  ) {
    this.#client = client;
    this.#streamArn = shard.streamArn;
    this.#shardId = shard.shardId;
    this.#startingPosition = startingPosition;
    this.#lastRead = after;
    this.#newest = newest;
  }

  /** Settles where reading begins: LATEST means the time of this call. */
  async open(): Promise<void> {
    this.#iterator ??= await this.#newIterator();
  }

  /** The next page, empty when there is nothing new. */
  async read(limit: number): Promise<ShardPage> {
    await this.open();
    const newest = this.#newest?.();
    if (this.#isUpTo(newest)) return { records: [], closed: false };
    try {
      const page = await this.#client.send(
        new GetRecordsCommand({
          ShardIterator: this.#iterator,
          Limit: Math.min(limit, pageLimit),
        }),
      );
      const records = page.Records ?? [];
      this.#lastRead = records.at(-1)?.dynamodb?.SequenceNumber ?? this.#lastRead;
      this.#iterator = page.NextShardIterator;
      this.#readUpTo = records.length === 0 ? newest : undefined;
      return { records, closed: page.NextShardIterator === undefined };
    } catch (error) {
      // An expired or unknown iterator is replaced; after a mere network error it is still good.
      if (error instanceof DynamoDBStreamsServiceException) this.#iterator = undefined;
      if (error instanceof Error && error.name === 'TrimmedDataAccessException') {
        this.#lastRead = undefined;
      }
      throw error;
    }
  }

  /** Whether nothing was written since a read that found nothing. */
  #isUpTo(newest: number | undefined): boolean {
    const isRead = newest !== undefined && newest === this.#readUpTo;
    this.#readsLeftOut = isRead ? this.#readsLeftOut + 1 : 0;
    if (this.#readsLeftOut <= maxReadsLeftOut) return isRead;
    this.#readsLeftOut = 0;
    return false;
  }

  async #newIterator(): Promise<string | undefined> {
    const response = await this.#client.send(
      new GetShardIteratorCommand({
        StreamArn: this.#streamArn,
        ShardId: this.#shardId,
        ...(this.#lastRead === undefined
          ? { ShardIteratorType: this.#startingPosition }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#lastRead }),
      }),
    );
    return response.ShardIterator;
  }
}

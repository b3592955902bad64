import { setTimeout as sleep } from 'node:timers/promises';
import { type Outputs, requireOutput } from '../../tools/outputs.ts';
import { callDynamoDb } from '../call-dynamodb.ts';
import type { PlannedStream } from './load-plan.ts';

/** A change that DynamoDB has acknowledged. */
export interface WrittenChange {
  readonly streamId: string;
  /** By which its event is known: {@link changeKey}. */
  readonly key: string;
  /** By the clock of `performance.now()`. */
  readonly acknowledgedMs: number;
}

/** What a change is known by: no two of a load have the same stream, event and amount. */
export function changeKey(streamId: string, type: string, amount: unknown): string {
  return `${streamId} ${type} ${String(amount)}`;
}

const depositedFirst = 10_000_000_000n;
const mostInBatch = 25;

/** Writes a load as a backend would: the streams first, then a change at a time. */
export class StreamWriter {
  readonly #endpoint: string;
  readonly #table: string;
  readonly #streams: readonly PlannedStream[];
  #count = 0;

  constructor(outputs: Outputs, streams: readonly PlannedStream[]) {
    this.#endpoint = requireOutput(outputs, 'DynamoDbEndpoint');
    this.#table = requireOutput(outputs, 'PaymentStreamsTableName');
    this.#streams = streams;
  }

  /** All streams of the load, active; their deposits outlast it by years. */
  async create(): Promise<void> {
    const startTime = new Date().toISOString();
    for (let at = 0; at < this.#streams.length; at += mostInBatch) {
      const puts = this.#streams.slice(at, at + mostInBatch).map(stream => ({
        PutRequest: { Item: itemOf(stream, startTime) },
      }));
      await callDynamoDb(this.#endpoint, 'BatchWriteItem', {
        RequestItems: { [this.#table]: puts },
      });
    }
  }

  /** So many changes a second, for so long, over all streams in turn; resolves once all are acknowledged. */
  async change(perSecond: number, seconds: number): Promise<readonly WrittenChange[]> {
    const startedMs = performance.now();
    const written: Promise<WrittenChange>[] = [];
    for (let at = 0; at < perSecond * seconds; at += 1) {
      await sleep(Math.max(0, startedMs + (at * 1_000) / perSecond - performance.now()));
      const change = this.changeOf(this.#next());
      change.catch(() => {}); // thrown below, once all are written
      written.push(change);
    }
    return await Promise.all(written);
  }

  /** A top-up or a withdrawal by turns, each by one unit of an amount that only grows. */
  async changeOf({ streamId }: Pick<PlannedStream, 'streamId'>): Promise<WrittenChange> {
    this.#count += 1;
    const isTopUp = this.#count % 2 === 0;
    const attribute = isTopUp ? 'depositedAmount' : 'withdrawnAmount';
    const amount = String((isTopUp ? depositedFirst : 0n) + BigInt(this.#count));
    await callDynamoDb(this.#endpoint, 'UpdateItem', {
      TableName: this.#table,
      Key: { streamId: { S: streamId } },
      UpdateExpression: `SET ${attribute} = :amount`,
      ExpressionAttributeValues: { ':amount': { S: amount } },
    });
    const type = isTopUp ? 'stream.topped_up' : 'stream.withdrawn';
    const key = changeKey(streamId, type, amount);
    return { streamId, key, acknowledgedMs: performance.now() };
  }

  /** In an order in which neighbours are of different people. */
  #next(): PlannedStream {
    const stream = this.#streams[(this.#count * 617) % this.#streams.length];
    if (stream === undefined) throw new Error('received a load of no streams, expected some');
    return stream;
  }
}

function itemOf({ streamId, sender, recipient }: PlannedStream, startTime: string) {
  const texts = {
    ...{ streamId, sender, recipient, startTime, status: 'active' },
    ...{ ratePerSecond: '10', depositedAmount: String(depositedFirst) },
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { S: text }]));
}

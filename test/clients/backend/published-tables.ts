import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import {
  createPublisher,
  type PublisherOptions,
} from '../../../clients/backend/create-publisher.ts';
import {
  keyNames,
  type PublishedTable,
  type TableNames,
} from '../../../clients/backend/item-write.ts';
import type { Change } from '../../../core/change/change.ts';
import type { ChangeResult } from '../../../core/change/change-result.ts';
import { changeToEvents } from '../../../core/change/change-to-events.ts';
import { traceOfChange } from '../../../core/change/trace-of-change.ts';
import { parseTraceparent } from '../../../core/trace/traceparent.ts';
import { decodeRecord } from '../../../lambdas/adapters/changes/decode-record.ts';
import { thresholds } from '../../core/change/change-of.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';

/** The tables that backends write, on a real engine, and what their streams mean to change-fan-out. */
export interface PublishedTables {
  readonly engine: TestEngine;
  readonly tables: TableNames;
  publisher(options?: Partial<PublisherOptions>): ReturnType<typeof createPublisher>;
  item(table: PublishedTable, id: string): Promise<Record<string, unknown> | undefined>;
  /** What change-fan-out makes of every write since the last call, in each table's order. */
  changes(): Promise<readonly ChangeResult[]>;
  /** The events of those changes, as `type` and the fields of interest; throws at a malformed one. */
  received(): Promise<readonly (readonly [string, Readonly<Record<string, unknown>>])[]>;
  /** The types of those events, and the trace that each is in, where what is not traced is not sampled. */
  traces(): Promise<readonly (readonly [type: string, traceId: string | undefined])[]>;
  stop(): Promise<void>;
}

/** Starts an engine with the tables, by the names of their contract. */
export async function startPublishedTables(): Promise<PublishedTables> {
  const engine = await startTestEngine();
  const names = Object.keys(keyNames) as PublishedTable[];
  for (const name of names) {
    await engine.createTable({ name, partitionKey: { name: keyNames[name] }, stream: true });
  }
  const tables = Object.fromEntries(names.map(name => [name, name])) as Record<
    PublishedTable,
    string
  >;
  const streams = await openStreams(engine, names);
  const written = async (): Promise<readonly Change[]> =>
    (await streams.records()).map(record =>
      decodeRecord(record, new Map(names.map(name => [name, name]))),
    );
  const changes = async (): Promise<readonly ChangeResult[]> =>
    (await written()).map(change => changeToEvents(change, thresholds));
  const traces: PublishedTables['traces'] = async () => {
    const results = (await written()).map(async change =>
      changeToEvents(change, thresholds, (await traceOfChange(change, 0)).traceparent),
    );
    return (await Promise.all(results)).flatMap(result => {
      if (result.kind === 'malformed') throw new Error(`quarantined: ${result.reason}`);
      return result.events.map(({ event }) => {
        const read = parseTraceparent(event.metadata?.traceparent);
        return [event.type, read.kind === 'context' ? read.context.traceId : undefined] as const;
      });
    });
  };
  return {
    engine,
    tables,
    publisher: (options = {}) =>
      createPublisher({ client: engine.client, tables, source: 'shop', ...options }),
    item: async (table, id) => {
      const { Item } = await engine.client.send(
        new GetCommand({ TableName: table, Key: { [keyNames[table]]: id }, ConsistentRead: true }),
      );
      return Item;
    },
    changes,
    traces,
    received: async () =>
      (await changes()).flatMap(result => {
        if (result.kind === 'malformed') throw new Error(`quarantined: ${result.reason}`);
        return result.events.map(({ event: { type, data } }) => [type, data] as const);
      }),
    stop: async () => {
      streams.stop();
      await engine.stop();
    },
  };
}

async function openStreams(engine: TestEngine, names: readonly string[]) {
  const client = new DynamoDBStreamsClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const iterators = new Map<string, string>();
  for (const TableName of names) {
    const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }));
    const StreamArn = Streams[0]?.StreamArn ?? '';
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      iterators.set(`${StreamArn} ${ShardId}`, ShardIterator ?? '');
    }
  }
  return {
    records: async (): Promise<readonly DynamoDBRecord[]> => {
      const all: DynamoDBRecord[] = [];
      for (const [shard, from] of iterators) {
        let iterator: string | undefined = from;
        for (;;) {
          const page: GetRecordsCommandOutput = await client.send(
            new GetRecordsCommand({ ShardIterator: iterator }),
          );
          const { Records = [], NextShardIterator } = page;
          iterator = NextShardIterator;
          const [eventSourceARN = ''] = shard.split(' ');
          for (const record of Records) {
            const created = record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
            const dynamodb = { ...record.dynamodb, ApproximateCreationDateTime: created / 1_000 };
            all.push({ ...record, dynamodb, eventSourceARN } as unknown as DynamoDBRecord);
          }
          if (Records.length === 0 || iterator === undefined) break;
        }
        if (iterator !== undefined) iterators.set(shard, iterator);
      }
      return all;
    },
    stop: () => client.destroy(),
  };
}

import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

/**
 * Keys that a value is spread over. DynamoDB takes 1,000 writes a second of one key, so 8,000 of the
 * value; each page of it is a read of all keys.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html
 */
const shards = 8;

/** Each shard is asked for its share of a page and as many more: they are not equally full. */
const spare = 4;

/** The key among the value's that what has this id lies under. */
export function shardKey(value: string, id: string): string {
  return `${value}#${createHash('sha256').update(id).digest().readUInt16BE() % shards}`;
}

/** All keys of the value. */
export function shardKeys(value: string): readonly string[] {
  return Array.from({ length: shards }, (_, shard) => `${value}#${shard}`);
}

/** What lies under all keys of one value, by a sort key that is unique over all of them. */
export interface ShardedQuery {
  readonly tableName: string;
  readonly indexName?: string | undefined;
  readonly partition: { readonly name: string; readonly value: string };
  /** Both bounds are inside. */
  readonly sort: { readonly name: string; readonly from: string; readonly to: string };
  readonly descending: boolean;
  /** Only what comes behind this sort key, which lies between the bounds. */
  readonly after?: string | undefined;
  readonly filter?: { readonly name: string; readonly value: string } | undefined;
  readonly limit: number;
}

/** The next items of all shards, in order. */
export interface ShardedPage {
  readonly items: readonly Item[];
  /** What the next page comes after. Absent when nothing is left; a page may be short and still have it. */
  readonly last?: string;
}

type Item = Readonly<Record<string, unknown>>;

/** Reads each shard once, and gives what is known to come next. Each page is a step ahead, be it empty. */
export async function queryShards(
  client: DynamoDBDocumentClient,
  query: ShardedQuery,
): Promise<ShardedPage> {
  const { partition, sort, descending, limit } = query;
  const read = await Promise.all(
    shardKeys(partition.value).map(key => readShard(client, query, key)),
  );
  const sortKeyOf = (item: Item) => String(item[sort.name]);
  const isBehind = (one: string, other: string) => (descending ? one < other : one > other);
  const inOrder = (one: string, other: string) => (isBehind(one, other) ? 1 : -1);
  // Behind where the first shard stopped there may be more of it than was read.
  const [horizon] = read.flatMap(({ stop }) => stop ?? []).sort(inOrder);
  const known = read
    .flatMap(({ items }) => items)
    .filter(item => horizon === undefined || !isBehind(sortKeyOf(item), horizon))
    .sort((one, other) => inOrder(sortKeyOf(one), sortKeyOf(other)));
  const items = known.slice(0, limit);
  const end = items.at(-1);
  const last = known.length > limit && end !== undefined ? sortKeyOf(end) : horizon;
  return { items, ...(last === undefined ? {} : { last }) };
}

async function readShard(
  client: DynamoDBDocumentClient,
  { tableName, indexName, partition, sort, descending, after, filter, limit }: ShardedQuery,
  key: string,
): Promise<{ readonly items: readonly Item[]; readonly stop?: string }> {
  const [from, to] = descending ? [sort.from, after ?? sort.to] : [after ?? sort.from, sort.to];
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: indexName,
      KeyConditionExpression: '#key = :key AND #sort BETWEEN :from AND :to',
      FilterExpression: filter && '#filter = :filter',
      ExpressionAttributeNames: {
        '#key': partition.name,
        '#sort': sort.name,
        ...(filter && { '#filter': filter.name }),
      },
      ExpressionAttributeValues: {
        ':key': key,
        ':from': from,
        ':to': to,
        ...(filter && { ':filter': filter.value }),
      },
      ScanIndexForward: !descending,
      Limit: Math.ceil(limit / shards) + spare,
    }),
  );
  // BETWEEN has both bounds inside.
  const items = Items.filter(item => item[sort.name] !== after);
  const stop = LastEvaluatedKey?.[sort.name];
  return { items, ...(stop === undefined ? {} : { stop: String(stop) }) };
}

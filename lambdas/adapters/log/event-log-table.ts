import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { firstGeneration, type Segment, type SegmentStore } from '../../../core/log/segment.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { type ChannelEvent, type ChannelName, channelNames } from '../../../core/wire/event.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { createPacker, packJson, unpackJson } from './packed-json.ts';

/** How a segment is stored. `events` is the JSON array of its envelopes, packed. */
const segmentItemSchema = z.object({
  channel: z.enum(channelNames),
  firstSeq: z.number().int(),
  lastSeq: z.number().int(),
  epoch: z.string(),
  // Segments from before there were generations have none.
  generation: z.number().int().default(firstGeneration),
  appendedAt: z.number().int(),
  ttl: z.number().int(),
  events: z.instanceof(Uint8Array),
});

/** The log's segments in the table `EventLog`. How they are stored is known here only. */
export function createEventLogTable(
  client: DynamoDBDocumentClient,
  tableName: string,
): SegmentStore {
  const pack = createPacker();

  async function query(
    channel: ChannelName,
    range: { readonly condition: string; readonly bound: number; readonly forward: boolean },
    page: { readonly limit: number; readonly consistent: boolean },
  ): Promise<readonly Segment[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: `channel = :channel AND ${range.condition}`,
        ExpressionAttributeValues: { ':channel': channel, ':bound': range.bound },
        ScanIndexForward: range.forward,
        Limit: page.limit,
        ConsistentRead: page.consistent,
      }),
    );
    return await Promise.all(Items.map(segmentOf));
  }

  return {
    newestFirst: (channel, { maxFirstSeq = Number.MAX_SAFE_INTEGER, ...page }) =>
      query(channel, { condition: 'firstSeq <= :bound', bound: maxFirstSeq, forward: false }, page),

    oldestFirst: (channel, { minFirstSeq, ...page }) =>
      query(channel, { condition: 'firstSeq >= :bound', bound: minFirstSeq, forward: true }, page),

    put: async (segment, eventsJson) => {
      const put = new PutCommand({
        TableName: tableName,
        Item: await itemOf(segment, eventsJson, pack),
        ConditionExpression: 'attribute_not_exists(firstSeq)',
      });
      return (await wasWritten(client.send(put))) ? 'stored' : 'taken';
    },
  };
}

/** The segment as it is stored; `eventsJson` as in {@link SegmentStore.put}. */
export async function itemOf(
  segment: Segment,
  eventsJson: string = JSON.stringify(segment.events),
  pack: typeof packJson = packJson,
): Promise<z.infer<typeof segmentItemSchema>> {
  const { appendedAtMs, expiresAtSec, ...rest } = segment;
  const events = await pack(eventsJson);
  return { ...rest, appendedAt: appendedAtMs, ttl: expiresAtSec, events };
}

/**
 * A stored item as the segment it is, as a query or the table's stream gives it.
 *
 * @throws AppError LOG_CORRUPT when it is none
 */
export async function segmentOf(item: Readonly<Record<string, unknown>>): Promise<Segment> {
  const stored = segmentItemSchema.safeParse(item);
  if (!stored.success) throw corrupt(item, z.prettifyError(stored.error));
  const { appendedAt, ttl, events: packed, ...segment } = stored.data;
  const text = await unpackJson(packed).catch((cause: unknown) => {
    throw corrupt(item, 'events that do not inflate', cause);
  });
  // Written by itemOf only: parsing each envelope again would cost more than the read.
  const events = JSON.parse(text) as readonly ChannelEvent[];
  return { ...segment, appendedAtMs: appendedAt, expiresAtSec: ttl, events };
}

function corrupt(
  item: Readonly<Record<string, unknown>>,
  found: string,
  cause?: unknown,
): AppError {
  return new AppError(
    'LOG_CORRUPT',
    `segment ${item.channel}/${item.firstSeq} was expected to be a segment, but has ${found}`,
    { cause },
  );
}

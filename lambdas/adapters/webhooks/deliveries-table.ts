import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keyOfPage, pageToken } from '../../../core/page-token.ts';
import type { Parked, StoredDelivery } from '../../../core/webhook/delivery.ts';
import type { StoredWebhook } from '../../../core/webhook/stored-webhook.ts';
import type { DeliveryPage, DeliveryStore } from '../../../core/webhook/webhook-store.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { updateOf } from '../dynamodb/conditional-update.ts';
import { transact } from '../dynamodb/transact.ts';
import { deliveryOf, deliveryRow, parkedKey, parkedRow } from './delivery-row.ts';
import type { LaneTables } from './lane-table.ts';
import { laneDueAttributes, leaseOf, whileHeldSo } from './webhook-row.ts';

type Tables = Pick<LaneTables, 'webhooksTableName' | 'webhookDeliveriesTableName'>;
type Page = Parameters<DeliveryStore['list']>[1];

/** Of those in one state a page looks at so many: they may be few among many. */
const lookedAt = 500;

/** A lane is marked as it was read; runs take and release it meanwhile. */
const maxReads = 8;

/** What a page goes on from. */
const pageKey = ['laneId', 'deliveryId'];

/** The deliveries in the table of that name, for people, beside the lanes that they wait in. */
export function createDeliveries(client: DynamoDBDocumentClient, tables: Tables): DeliveryStore {
  const TableName = tables.webhookDeliveriesTableName;
  return {
    list: (laneId, page) => list(client, TableName, laneId, page),

    find: async (laneId, deliveryId) => {
      const { Item } = await client.send(
        new GetCommand({ TableName, Key: { laneId, deliveryId }, ConsistentRead: true }),
      );
      return Item && (await deliveryOf(Item));
    },

    countParked: async laneId => {
      const { Count = 0 } = await client.send(
        // So many rows of so few bytes are one page of 1 MB.
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'laneId = :parked',
          ExpressionAttributeValues: { ':parked': parkedKey(laneId) },
          Select: 'COUNT',
          ConsistentRead: true,
        }),
      );
      return Count;
    },

    park: (lane, delivery, parked) => park(client, tables, { lane, delivery, parked }),
  };
}

/** A delivery that someone lets wait, and in which lane. */
interface Parking {
  readonly lane: Pick<StoredWebhook, 'webhookId' | 'laneId'>;
  readonly delivery: StoredDelivery;
  readonly parked: Parked;
}

/**
 * With the delivery and its place, in one transaction, the lane learns of it: whoever holds it looks again,
 * and if nobody does it is due. So the wake-up that follows may be lost.
 */
async function park(
  client: DynamoDBDocumentClient,
  { webhooksTableName, webhookDeliveriesTableName: TableName }: Tables,
  { lane: { webhookId, laneId }, delivery, parked }: Parking,
): Promise<'parked' | 'missing'> {
  const about = { TableName: webhooksTableName, Key: { webhookId } };
  const delivering = {
    Put: { TableName, Item: { ...(await deliveryRow(laneId, delivery, parked.round)) } },
  };
  const placing = { Put: { TableName, Item: { ...parkedRow(laneId, parked) } } };
  for (let made = 0; made < maxReads; made += 1) {
    const { Item } = await client.send(new GetCommand({ ...about, ConsistentRead: true }));
    if (Item?.laneId !== laneId) return 'missing';
    const { leaseId } = leaseOf(Item);
    const Update = updateOf(
      about,
      leaseId === undefined ? laneDueAttributes(webhookId, parked.dueAtMs) : { wanted: true },
      whileHeldSo(laneId, leaseId),
    );
    const failed = await transact(client, {
      lane: { Update },
      delivery: delivering,
      place: placing,
    });
    if (failed === undefined) return 'parked';
  }
  const message = `the lease of ${webhookId} changed ${maxReads} times between read and write`;
  throw new AppError('LEASE_CONTENDED', message);
}

/** A page may be short, and still have others behind it: one read of 1 MB at most is all it costs. */
async function list(
  client: DynamoDBDocumentClient,
  TableName: string,
  laneId: string,
  { state, limit, next }: Page,
): Promise<DeliveryPage> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'laneId = :laneId',
      FilterExpression: state && '#state = :state',
      ...(state && { ExpressionAttributeNames: { '#state': 'state' } }),
      ExpressionAttributeValues: { ':laneId': laneId, ...(state && { ':state': state }) },
      ScanIndexForward: false,
      Limit: state ? Math.max(limit, lookedAt) : limit,
      ExclusiveStartKey: next === undefined ? undefined : placeIn(laneId, next),
    }),
  );
  const deliveries = await Promise.all(Items.slice(0, limit).map(deliveryOf));
  const last = deliveries.at(-1);
  const isCut = Items.length > limit && last !== undefined;
  const end = isCut ? { laneId, deliveryId: last.deliveryId } : LastEvaluatedKey;
  return { deliveries, ...(end && { next: pageToken(end) }) };
}

/** @throws AppError INPUT_INVALID for what is no page of the lane's deliveries */
function placeIn(laneId: string, next: string) {
  const place = keyOfPage(next, pageKey);
  if (place?.laneId === laneId) return place;
  const message = 'received a next that is no page of these deliveries; expected one as given';
  throw new AppError('INPUT_INVALID', message);
}

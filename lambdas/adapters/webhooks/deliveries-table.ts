import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keyOfPage, pageToken } from '../../../core/page-token.ts';
import type { DeliveryPage, DeliveryStore } from '../../../core/webhook/webhook-store.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { transact } from '../dynamodb/transact.ts';
import { deliveryOf, deliveryRow, parkedKey, parkedRow } from './delivery-row.ts';

type Page = Parameters<DeliveryStore['list']>[1];

/** Of those in one state a page looks at so many: they may be few among many. */
const lookedAt = 500;

/** What a page goes on from. */
const pageKey = ['laneId', 'deliveryId'];

/** The deliveries in the table of that name, for people. */
export function createDeliveries(client: DynamoDBDocumentClient, TableName: string): DeliveryStore {
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

    park: async ({ laneId }, delivery, parked) => {
      await transact(client, {
        delivery: { Put: { TableName, Item: { ...(await deliveryRow(laneId, delivery)) } } },
        parked: { Put: { TableName, Item: { ...parkedRow(laneId, parked) } } },
      });
      return 'parked';
    },
  };
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

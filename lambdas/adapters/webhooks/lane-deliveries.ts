import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { StoredDelivery } from '../../../core/webhook/delivery.ts';
import type { LaneStore } from '../../../core/webhook/lane.ts';
import { readKeys } from '../dynamodb/read-items.ts';
import { deliveryOf, parkedKey, parkedOf } from './delivery-row.ts';
import { recordDeliveries } from './record-deliveries.ts';

/** DynamoDB reads so many keys at once. */
const readAtOnce = 100;

/** What a run reads and writes of deliveries. */
export function createLaneDeliveries(
  client: DynamoDBDocumentClient,
  TableName: string,
): Pick<LaneStore, 'parkedOf' | 'find' | 'record'> {
  return {
    parkedOf: async laneId => {
      const pages = paginateQuery(
        { client },
        {
          TableName,
          KeyConditionExpression: 'laneId = :parked',
          ExpressionAttributeValues: { ':parked': parkedKey(laneId) },
          ConsistentRead: true,
        },
      );
      const found = [];
      for await (const { Items = [] } of pages) found.push(...Items.map(parkedOf));
      return found;
    },

    find: async (laneId, deliveryIds) => {
      const ids = [...new Set(deliveryIds)];
      const found: StoredDelivery[] = [];
      for (let from = 0; from < ids.length; from += readAtOnce) {
        const keys = ids.slice(from, from + readAtOnce).map(deliveryId => ({ laneId, deliveryId }));
        const items = await readKeys(client, TableName, keys);
        found.push(...(await Promise.all(items.map(deliveryOf))));
      }
      return found;
    },

    record: (laneId, records) => recordDeliveries({ client, TableName, laneId }, records),
  };
}

import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { StoredDelivery } from '../../../core/webhook/delivery.ts';
import type { LaneStore } from '../../../core/webhook/lane.ts';
import { readKeys } from '../dynamodb/read-items.ts';
import { type BatchWrite, writeBatches } from '../dynamodb/write-batches.ts';
import { deliveryOf, deliveryRow, parkedKey, parkedOf, parkedRow } from './delivery-row.ts';

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

    /**
     * Deliveries first, then what waits of them. A run that ends in between leaves what was delivered
     * among those that wait: it is posted once more at most. Or it leaves a new one, pending and not among
     * them: the lane's cursor is still before it. The other way round, what was taken from those that
     * wait would be pending for ever. So no transaction is needed, at half its price.
     */
    record: async (laneId, records) => {
      // The last of each: a batch takes a key once.
      const last = [...new Map(records.map(each => [each.delivery.deliveryId, each])).values()];
      const rows = await Promise.all(last.map(({ delivery }) => deliveryRow(laneId, delivery)));
      const deliveries = rows.map(Item => ({ PutRequest: { Item } }));
      await writeBatches(client, TableName, deliveries);
      const places = last.flatMap<BatchWrite>(({ delivery: { deliveryId }, parked, round }) => {
        if (parked) return [{ PutRequest: { Item: parkedRow(laneId, parked) } }];
        if (round === undefined) return [];
        return [{ DeleteRequest: { Key: { laneId: parkedKey(laneId), deliveryId } } }];
      });
      await writeBatches(client, TableName, places);
      return [];
    },
  };
}

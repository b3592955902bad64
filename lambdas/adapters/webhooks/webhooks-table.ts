import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateScan,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Lane } from '../../../core/webhook/lane.ts';
import { maxWebhooks } from '../../../core/webhook/limits.ts';
import type { StoredWebhook } from '../../../core/webhook/stored-webhook.ts';
import type { WebhookStore, WebhookWithLane } from '../../../core/webhook/webhook-store.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { type ItemUpdate, updateOf } from '../dynamodb/conditional-update.ts';
import { transact } from '../dynamodb/transact.ts';
import {
  cursorAttributes,
  dueAttributes,
  laneAttributes,
  leaseOf,
  settingsAttributes,
  webhookOf,
  webhookWithLane,
} from './webhook-row.ts';

type Item = Readonly<Record<string, unknown>>;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type LaneChange = NonNullable<Parameters<WebhookStore['replace']>[1]>;

/** How many there are, in an item of its own: no webhook's id begins so. */
const countKey = { webhookId: '#count' };

/** A change is decided on the lease as it was read; runs take and release it meanwhile. */
const maxReads = 8;

/**
 * The webhooks in the table of that name, an item each, with the lane beside the settings. Who manages
 * them writes the settings, on condition of their version; a run writes the lane, on condition of its
 * lease: so neither undoes what the other did.
 */
export function createWebhooksTable(
  client: DynamoDBDocumentClient,
  { webhooksTableName: TableName }: { readonly webhooksTableName: string },
): WebhookStore {
  const read = async (webhookId: string): Promise<Item | undefined> => {
    const get = new GetCommand({ TableName, Key: { webhookId }, ConsistentRead: true });
    return (await client.send(get)).Item;
  };

  return {
    create: async (webhook, lane) => {
      const failed = await transact(client, {
        webhook: creation(TableName, webhook, lane),
        count: counting(TableName, 1),
      });
      if (failed === undefined) return 'created';
      return failed.webhook ? 'exists' : 'full';
    },

    find: async webhookId => {
      const item = await read(webhookId);
      return item && webhookWithLane(item);
    },

    list: async () => {
      const pages = paginateScan(
        { client },
        { TableName, FilterExpression: 'attribute_exists(laneId)', ConsistentRead: true },
      );
      const found: WebhookWithLane[] = [];
      for await (const { Items = [] } of pages) found.push(...Items.map(webhookWithLane));
      return found.sort((one, other) => (one.webhook.webhookId < other.webhook.webhookId ? -1 : 1));
    },

    replace: async (webhook, lane) => {
      for (let made = 0; made < maxReads; made += 1) {
        const item = await read(webhook.webhookId);
        if (item === undefined) return 'missing';
        const { version, laneId } = webhookOf(item);
        if (version !== webhook.version - 1 || laneId !== webhook.laneId) return 'changed';
        const Update = replacement(TableName, webhook, lane, leaseOf(item).leaseId);
        if ((await transact(client, { webhook: { Update } })) === undefined) return 'replaced';
      }
      const message = `the lease of ${webhook.webhookId} changed ${maxReads} times between read and write`;
      throw new AppError('LEASE_CONTENDED', message);
    },

    remove: async webhookId => {
      const failed = await transact(client, {
        webhook: {
          Delete: {
            TableName,
            Key: { webhookId },
            ConditionExpression: 'attribute_exists(laneId)',
          },
        },
        count: counting(TableName, -1),
      });
      return failed === undefined ? 'removed' : 'missing';
    },
  };
}

function creation(TableName: string, webhook: StoredWebhook, lane: Lane): TransactItem {
  const { webhookId } = webhook;
  return {
    Put: {
      TableName,
      Item: {
        ...{ webhookId, ...settingsAttributes(webhook), ...laneAttributes(lane) },
        ...dueAttributes(webhookId, lane.dueAtMs),
      },
      ConditionExpression: 'attribute_not_exists(webhookId)',
    },
  };
}

function counting(TableName: string, by: 1 | -1): TransactItem {
  return {
    Update: {
      ...{ TableName, Key: countKey, UpdateExpression: 'ADD webhooks :by' },
      ...(by > 0 && {
        ConditionExpression: 'attribute_not_exists(webhooks) OR webhooks < :most',
      }),
      ExpressionAttributeValues: { ':by': by, ...(by > 0 && { ':most': maxWebhooks }) },
    },
  };
}

/** The settings, with what of the lane is to be otherwise, while the lease is as it was read. */
function replacement(
  TableName: string,
  webhook: StoredWebhook,
  lane: LaneChange | undefined,
  leaseId: string | undefined,
): ItemUpdate {
  const isSame = '#version = :is_before AND #laneId = :laneId';
  const isHeldSo = leaseId ? '#leaseId = :is_held' : 'attribute_not_exists(#leaseId)';
  return updateOf(
    { TableName, Key: { webhookId: webhook.webhookId } },
    { ...settingsAttributes(webhook), ...(lane && laneChange(webhook, lane, leaseId)) },
    {
      condition: lane ? `${isSame} AND ${isHeldSo}` : isSame,
      names: { ...(lane && { '#leaseId': 'leaseId' }) },
      values: {
        ':is_before': webhook.version - 1,
        ...(lane && leaseId && { ':is_held': leaseId }),
      },
    },
  );
}

/**
 * A run that holds the lane would write over what is set of it. So its lease ends with the write, as if
 * it had died, and the next run is an unclean one; if the lane is only to be gone on with, it looks again.
 */
function laneChange(
  { webhookId, version, updatedAtMs }: StoredWebhook,
  { cursor, recovery, dueAtMs, isFresh }: LaneChange,
  leaseId: string | undefined,
): Item {
  const set = {
    ...cursorAttributes({ ...(cursor && { cursor }), recovery }),
    // What was attempted before is due at once.
    ...(isFresh && { ...fresh, revivedAtMs: updatedAtMs }),
  };
  const isHeld = leaseId !== undefined;
  if (isHeld && Object.keys(set).length === 0) {
    return dueAtMs === undefined ? {} : { wanted: true };
  }
  return {
    ...set,
    ...(isHeld && {
      ...{ leaseId: `ended by version ${version}`, leaseUntilMs: 0, wanted: undefined },
      ...dueAttributes(webhookId, updatedAtMs),
    }),
    ...(dueAtMs !== undefined && { dueAtMs, ...dueAttributes(webhookId, dueAtMs) }),
  };
}

const fresh = {
  ...{ failuresInARow: 0, failingSinceMs: undefined, exhaustedInARow: undefined },
  ...{ slowness: 0, slowUntilMs: undefined },
};

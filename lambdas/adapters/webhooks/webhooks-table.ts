import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateScan,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { canonical } from '../../../core/canonical.ts';
import type { Lane } from '../../../core/webhook/lane.ts';
import { maxWebhooks, maxWebhooksBySomeone } from '../../../core/webhook/limits.ts';
import type { StoredWebhook } from '../../../core/webhook/stored-webhook.ts';
import type { WebhookStore, WebhookWithLane } from '../../../core/webhook/webhook-store.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { type ItemUpdate, updateOf } from '../dynamodb/conditional-update.ts';
import { transact } from '../dynamodb/transact.ts';
import { type OnUnread, readable } from './readable-rows.ts';
import {
  cursorAttributes,
  dueAttributes,
  laneAttributes,
  laneDueAttributes,
  leaseOf,
  settingsAttributes,
  webhookOf,
  webhookWithLane,
  whileHeldSo,
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
  onUnread: OnUnread = () => undefined,
): WebhookStore {
  const read = async (webhookId: string): Promise<Item | undefined> => {
    const get = new GetCommand({ TableName, Key: { webhookId }, ConsistentRead: true });
    return (await client.send(get)).Item;
  };

  return {
    create: async (webhook, lane) => {
      const failed = await transact(client, {
        webhook: creation(TableName, webhook, lane),
        count: counting(TableName, countKey, { by: 1, most: maxWebhooks }),
        creator: counting(TableName, creatorKey(webhook), { by: 1, most: mostBy(webhook) }),
      });
      if (failed === undefined) return 'created';
      if (failed.webhook) return 'exists';
      return failed.count ? 'full' : 'full-for-creator';
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
      for await (const { Items = [] } of pages)
        found.push(...readable(Items, webhookWithLane, onUnread));
      return found.sort((one, other) => (one.webhook.webhookId < other.webhook.webhookId ? -1 : 1));
    },

    replace: async (webhook, lane) => {
      for (let made = 0; made < maxReads; made += 1) {
        const item = await read(webhook.webhookId);
        if (item === undefined) return 'missing';
        const before = webhookOf(item);
        const { version, laneId } = before;
        if (version !== webhook.version - 1 || laneId !== webhook.laneId) return 'changed';
        const Update = replacement(TableName, { before, webhook, lane }, leaseOf(item).leaseId);
        if ((await transact(client, { webhook: { Update } })) === undefined) return 'replaced';
      }
      const message = `the lease of ${webhook.webhookId} changed ${maxReads} times between read and write`;
      throw new AppError('LEASE_CONTENDED', message);
    },

    remove: async webhookId => {
      for (let made = 0; made < maxReads; made += 1) {
        const item = await read(webhookId);
        if (item === undefined) return 'missing';
        const webhook = webhookOf(item);
        const failed = await transact(client, {
          webhook: deletion(TableName, webhook),
          count: counting(TableName, countKey, { by: -1 }),
          creator: counting(TableName, creatorKey(webhook), { by: -1 }),
        });
        if (failed === undefined) return 'removed';
      }
      const message = `${webhookId} was another one ${maxReads} times between read and removal`;
      throw new AppError('LEASE_CONTENDED', message);
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

/** Only this one: who has its id by then is another. */
function deletion(
  TableName: string,
  { webhookId, laneId }: Pick<StoredWebhook, 'webhookId' | 'laneId'>,
): TransactItem {
  return {
    Delete: {
      ...{ TableName, Key: { webhookId } },
      ConditionExpression: 'laneId = :laneId',
      ExpressionAttributeValues: { ':laneId': laneId },
    },
  };
}

/** How many there are of one creator, in an item of its own beside `countKey`. */
function creatorKey({ creatorId }: Pick<StoredWebhook, 'creatorId'>): {
  readonly webhookId: string;
} {
  return { webhookId: `${countKey.webhookId}#${creatorId}` };
}

function mostBy({ maker: { role } }: Pick<StoredWebhook, 'maker'>): number {
  return role === 'admin' ? maxWebhooksBySomeone.admin : maxWebhooksBySomeone.operator;
}

function counting(
  TableName: string,
  key: { readonly webhookId: string },
  { by, most }: { readonly by: 1 | -1; readonly most?: number },
): TransactItem {
  const isBounded = most !== undefined;
  return {
    Update: {
      ...{ TableName, Key: { ...key }, UpdateExpression: 'ADD webhooks :by' },
      ...(isBounded && {
        ConditionExpression: 'attribute_not_exists(webhooks) OR webhooks < :most',
      }),
      ExpressionAttributeValues: { ':by': by, ...(isBounded && { ':most': most }) },
    },
  };
}

/** What stood, what is to stand in its place, and what of its lane is set. */
interface Change {
  readonly before: StoredWebhook;
  readonly webhook: StoredWebhook;
  readonly lane: LaneChange | undefined;
}

/** The settings, with what of the lane is to be otherwise, while the lease is as it was read. */
function replacement(TableName: string, change: Change, leaseId: string | undefined): ItemUpdate {
  const { webhook } = change;
  const lane = laneChange(change, leaseId);
  const isSo = whileHeldSo(webhook.laneId, leaseId);
  return updateOf(
    { TableName, Key: { webhookId: webhook.webhookId } },
    { ...settingsAttributes(webhook), ...lane },
    {
      condition: `#version = :is_before AND ${isSo.condition}`,
      names: isSo.names,
      values: { ...isSo.values, ':is_before': webhook.version - 1 },
    },
  );
}

/**
 * A run that holds the lane would write over what is set of it, and pass by what is for the webhook only as it
 * is now. So its lease ends with the write, as if it had died, and the next run is an unclean one; if the
 * lane is only to be gone on with, it looks again.
 */
function laneChange({ before, webhook, lane }: Change, leaseId: string | undefined): Item {
  const { webhookId, version, updatedAtMs } = webhook;
  const { cursor, recovery, dueAtMs, isFresh } = lane ?? {};
  const set = {
    ...cursorAttributes({ ...(cursor && { cursor }), recovery }),
    // What was attempted before is due at once.
    ...(isFresh && { ...fresh, revivedAtMs: updatedAtMs }),
  };
  const isHeld = leaseId !== undefined;
  if (isHeld && Object.keys(set).length === 0 && isSentAlike(before, webhook)) {
    return dueAtMs === undefined ? {} : { wanted: true };
  }
  return {
    ...set,
    ...(isHeld && {
      ...{ leaseId: `ended by version ${version}`, leaseUntilMs: 0, wanted: undefined },
      ...dueAttributes(webhookId, updatedAtMs),
    }),
    ...(dueAtMs !== undefined && laneDueAttributes(webhookId, dueAtMs)),
  };
}

/** Whether both are sent the same, at one place. */
function isSentAlike(one: StoredWebhook, other: StoredWebhook): boolean {
  const sent = ({ url, status, channels, types, maker }: StoredWebhook) =>
    canonical({ url, status, channels, types, maker });
  return sent(one) === sent(other);
}

const fresh = {
  ...{ failuresInARow: 0, failingSinceMs: undefined, exhaustedInARow: undefined },
  ...{ slowness: 0, slowUntilMs: undefined },
};

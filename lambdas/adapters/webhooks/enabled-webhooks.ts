import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../core/clock.ts';
import type { EnabledWebhook, EnabledWebhooks } from '../../../core/webhook/enabled-webhooks.ts';
import { channelNames } from '../../../core/wire/event.ts';
import type { WebhookStatus } from '../../../core/wire/webhook.ts';
import { type OnUnread, readable } from './readable-rows.ts';

/** Each batch of the log's stream asks, several times a second: they are read again after so long. */
const freshMs = 2_000;

const enabled: WebhookStatus = 'enabled';

const enabledSchema = z.object({
  webhookId: z.string(),
  channels: z.array(z.enum(channelNames)).optional(),
  types: z.array(z.string()),
});

/**
 * The port over the table Webhooks and its index `byStatus`. A reading that fails is not kept: whoever
 * waited for it fails, and the next who asks tries again. A row that is not as it must be is left out: it
 * stops no other webhook.
 */
export function createEnabledWebhooks(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: Clock,
  onUnread: OnUnread = () => undefined,
): EnabledWebhooks {
  let known:
    | { readonly webhooks: Promise<readonly EnabledWebhook[]>; readonly atMs: number }
    | undefined;
  return async () => {
    if (known !== undefined && now() - known.atMs < freshMs) return await known.webhooks;
    const reading = { webhooks: read(client, tableName, onUnread), atMs: now() };
    known = reading;
    try {
      return await reading.webhooks;
    } catch (error) {
      if (known === reading) known = undefined;
      throw error;
    }
  };
}

async function read(
  client: DynamoDBDocumentClient,
  tableName: string,
  onUnread: OnUnread,
): Promise<readonly EnabledWebhook[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      IndexName: 'byStatus',
      KeyConditionExpression: '#status = :enabled',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':enabled': enabled },
    },
  );
  const found: EnabledWebhook[] = [];
  for await (const { Items = [] } of pages) {
    found.push(...readable(Items, item => enabledSchema.parse(item), onUnread));
  }
  return found;
}

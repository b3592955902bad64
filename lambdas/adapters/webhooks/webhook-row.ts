import * as z from 'zod';
import type { Lane } from '../../../core/webhook/lane.ts';
import type { StoredWebhook } from '../../../core/webhook/stored-webhook.ts';
import type { WebhookWithLane } from '../../../core/webhook/webhook-store.ts';
import { type Cursor, formatCursor, parseCursor } from '../../../core/wire/cursor.ts';
import { channelNames } from '../../../core/wire/event.ts';
import {
  disabledReasons,
  sendFailures,
  webhookFormats,
  webhookGapSchema,
  webhookSignatures,
  webhookStatuses,
} from '../../../core/wire/webhook.ts';
import { isoOf } from '../deadlines/deadline-rows.ts';
import type { Condition } from '../dynamodb/is-as-read.ts';
import { shardKey, shardKeys } from '../dynamodb/query-shards.ts';

type Item = Readonly<Record<string, unknown>>;

/** Each field by name, so that one that is added and forgotten here does not compile. */
type Shape<T> = Readonly<Record<keyof T, z.ZodType>>;

const settingsSchema = z.object({
  webhookId: z.string(),
  laneId: z.string(),
  url: z.string(),
  channels: z.array(z.enum(channelNames)).optional(),
  types: z.array(z.string()),
  format: z.enum(webhookFormats),
  signature: z.enum(webhookSignatures),
  description: z.string().optional(),
  retryAttempts: z.number(),
  timeoutMs: z.number(),
  status: z.enum(webhookStatuses),
  reason: z.enum(disabledReasons).optional(),
  maker: z.object({
    userId: z.string(),
    role: z.string(),
    permissions: z.array(z.string()),
    addresses: z.array(z.string()).optional(),
    tokenId: z.string().optional(),
    sessionId: z.string().optional(),
    issuedAtMs: z.number().optional(),
    listedRole: z.string().optional(),
  }),
  creatorId: z.string(),
  keys: z.array(
    z.object({
      sealed: z.string(),
      createdAtMs: z.number(),
      untilMs: z.number().optional(),
      publicKey: z.string().optional(),
    }),
  ),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  version: z.number(),
} satisfies Shape<StoredWebhook>);

const cursorSchema = z.string().transform((text, context): Cursor => {
  const cursor = parseCursor(text);
  if (cursor !== undefined) return cursor;
  context.addIssue('expected a cursor');
  return z.NEVER;
});

const laneSchema = z.object({
  cursor: cursorSchema,
  unsureUntilSeq: z.number().optional(),
  readUntilMs: z.number().optional(),
  gap: webhookGapSchema.optional(),
  parked: z.number(),
  failuresInARow: z.number(),
  failingSinceMs: z.number().optional(),
  lastSuccessAtMs: z.number().optional(),
  lastFailureAtMs: z.number().optional(),
  lastFailure: z
    .object({
      status: z.number().exactOptional(),
      failure: z.enum(sendFailures).exactOptional(),
    })
    .optional(),
  exhaustedInARow: z.number().optional(),
  exhaustedReportedAtMs: z.number().optional(),
  unreported: z
    .object({
      deliveries: z.number(),
      firstDeliveryId: z.string(),
      lastDeliveryId: z.string(),
      digest: z.string(),
    })
    .optional(),
  slowUntilMs: z.number().optional(),
  slowness: z.number(),
  revivedAtMs: z.number().optional(),
  recovery: z.object({ cursor: cursorSchema, sinceMs: z.number(), untilMs: z.number() }).optional(),
  dueAtMs: z.number().optional(),
  armedForMs: z.number().optional(),
} satisfies Shape<Lane>);

const leaseSchema = z.object({
  leaseId: z.string().optional(),
  wanted: z.boolean().optional(),
  /** Of the run that released it last. */
  releasedId: z.string().optional(),
});

const settings = Object.keys(settingsSchema.shape) as (keyof StoredWebhook)[];
const laneNames = Object.keys(laneSchema.shape) as (keyof Lane)[];
const dueShard = 'webhooks';

/** What the moments of lanes are listed under. */
export const dueShards = shardKeys(dueShard);

/** The webhook in an item. */
export function webhookOf(item: Item): StoredWebhook {
  return settingsSchema.parse(item);
}

/** The webhook and its lane in an item: they stand side by side. */
export function webhookWithLane(item: Item): WebhookWithLane {
  return { webhook: webhookOf(item), lane: laneSchema.parse(item) };
}

/** Which run holds the lane in an item, and whether it is to look again. */
export function leaseOf(item: Item): z.infer<typeof leaseSchema> {
  return leaseSchema.parse(item);
}

/** Every attribute of the webhook but its key; `undefined` for what it has none of. */
export function settingsAttributes(webhook: StoredWebhook): Item {
  const names = settings.filter(name => name !== 'webhookId');
  return Object.fromEntries(names.map(name => [name, webhook[name]]));
}

/** Every attribute of the lane; `undefined` for what it has none of. */
export function laneAttributes(lane: Lane): Item {
  return {
    ...Object.fromEntries(laneNames.map(name => [name, lane[name]])),
    ...cursorAttributes(lane),
  };
}

/** The attributes of what has a cursor. */
export function cursorAttributes({ cursor, recovery }: Partial<Lane>): Item {
  return {
    ...(cursor && { cursor: formatCursor(cursor) }),
    ...(recovery && { recovery: { ...recovery, cursor: formatCursor(recovery.cursor) } }),
  };
}

/** When a lane that nobody holds is to be gone on with, for whoever claims it and for the index. */
export function laneDueAttributes(webhookId: string, dueAtMs: number): Item {
  return { dueAtMs, ...dueAttributes(webhookId, dueAtMs) };
}

/** That it is this lane still, and that the run that was read holds it, or that none does. */
export function whileHeldSo(laneId: string, leaseId: string | undefined): Condition {
  const isHeldSo = leaseId ? '#leaseId = :is_held' : 'attribute_not_exists(#leaseId)';
  return {
    condition: `#laneId = :is_lane AND ${isHeldSo}`,
    names: { '#laneId': 'laneId', '#leaseId': 'leaseId' },
    values: { ':is_lane': laneId, ...(leaseId && { ':is_held': leaseId }) },
  };
}

/** Where the index has the lane: what is due at no moment it does not have. */
export function dueAttributes(webhookId: string, dueAtMs: number | undefined): Item {
  const isDue = dueAtMs !== undefined;
  return {
    dueAt: isDue ? isoOf(dueAtMs) : undefined,
    dueShard: isDue ? shardKey(dueShard, webhookId) : undefined,
  };
}

import * as z from 'zod';
import { channelNames } from '../event.ts';
import {
  deliveryStates,
  disabledReasons,
  keyOverlapSeconds,
  maxRetryAttempts,
  maxUrlLength,
  maxWebhookTypes,
  sendFailures,
  timeoutMs as timeoutBounds,
  typePatternSchema,
  webhookFormats,
  webhookGapSchema,
  webhookIdSchema,
  webhookSignatures,
  webhookStatuses,
} from '../webhook.ts';
import { momentSchema } from './moment.ts';
import { pageFields, pageParameters } from './page.ts';

const urlSchema = z
  .string()
  .min(1)
  .max(maxUrlLength)
  .describe('An https URL, or the ARN of a queue or a bus of AWS that the deployment names');

const channelsSchema = z
  .array(z.enum([...channelNames, '*']))
  .min(1)
  .max(channelNames.length)
  .describe('`*` stands for all that its maker may read, but for `global`');

const typesSchema = z
  .array(typePatternSchema)
  .min(1)
  .max(maxWebhookTypes)
  .describe('Event types, or the beginning of some before a `*`');

const count = z.int().min(0);
const retryAttempts = z.int().min(0).max(maxRetryAttempts).describe('After the first attempt');
const timeoutMs = z.int().min(timeoutBounds.least).max(timeoutBounds.most);
const description = z.string().max(256);

const webhookId = 'orders-desk';
const exampleAt = 1_795_262_460_000;
const url = 'https://orders.example.com/hooks';
const asked = { url, channels: ['bets'], types: ['BET_MATCHED', 'stream.*'] } as const;

/** A webhook that is to be. */
export const webhookRequestSchema = z
  .strictObject({
    webhookId: webhookIdSchema.optional().describe('By default one is given'),
    url: urlSchema,
    channels: channelsSchema.default(['*']),
    types: typesSchema.default(['*']),
    format: z.enum(webhookFormats).default('standard'),
    signature: z.enum(webhookSignatures).default('v1'),
    description: description.optional(),
    retryAttempts: retryAttempts.optional().describe('By default what the deployment says'),
    timeoutMs: timeoutMs.optional().describe('By default what the deployment says'),
  })
  .meta({ id: 'WebhookRequest', example: { webhookId, ...asked } });

export type WebhookRequest = Readonly<z.input<typeof webhookRequestSchema>>;

/** What of a webhook is to be otherwise. Who changes what it is sent, or where to, answers for it. */
export const webhookChangeSchema = z
  .strictObject({
    url: urlSchema.optional(),
    channels: channelsSchema.optional(),
    types: typesSchema.optional(),
    format: z.enum(webhookFormats).optional(),
    description: description.optional(),
    retryAttempts: retryAttempts.optional(),
    timeoutMs: timeoutMs.optional(),
    status: z.enum(['enabled', 'paused']).optional(),
  })
  .refine(change => Object.keys(change).length > 0, 'expected at least one field')
  .meta({ id: 'WebhookChange', example: { status: 'paused' } });

export type WebhookChange = Readonly<z.infer<typeof webhookChangeSchema>>;

const healthSchema = z
  .strictObject({
    state: z
      .enum(['unknown', 'healthy', 'failing'])
      .describe('Unknown until a success or a failure, and again once someone enables it'),
    failuresInARow: count,
    failingSince: z.int().optional(),
    lastSuccessAt: z.int().optional(),
    lastFailureAt: z.int().optional(),
    lastFailure: z
      .strictObject({ status: z.int().optional(), failure: z.enum(sendFailures).optional() })
      .optional(),
    waiting: count.describe('Deliveries that wait for their next attempt'),
    readUntil: z.int().optional().describe('When the last event that it is past was appended'),
    isBehind: z
      .boolean()
      .optional()
      .describe(
        'Whether the log has events for it that it did not get to yet; of one webhook only, and absent if that is not known',
      ),
    nextAttemptAt: z
      .int()
      .optional()
      .describe('When it is gone on with next, while some wait and it is enabled'),
    slowUntil: z
      .int()
      .optional()
      .describe('It is sent nothing until then: its receiver asked for that or could not keep up'),
    recovering: z.strictObject({ since: z.int(), until: z.int() }).optional(),
  })
  .describe('How it is doing');

/** A webhook as it is now. */
export const webhookSchema = z
  .strictObject({
    webhookId: z.string(),
    url: z.string(),
    channels: z.array(z.string()),
    types: z.array(z.string()),
    format: z.enum(webhookFormats),
    signature: z.enum(webhookSignatures),
    description: z.string().optional(),
    retryAttempts,
    timeoutMs,
    status: z.enum(webhookStatuses),
    reason: z.enum(disabledReasons).optional().describe('Why the system disabled it'),
    maker: z.string().describe('Who set it up, or took it over: it is sent what they may read'),
    createdAt: z.int(),
    updatedAt: z.int(),
    keys: z.array(
      z.strictObject({
        createdAt: z.int(),
        until: z.int().optional().describe('Until when it signs beside the one that replaced it'),
        publicKey: z.string().optional().describe('Of `v1a`'),
      }),
    ),
    health: healthSchema,
  })
  .meta({
    id: 'Webhook',
    example: {
      webhookId,
      url,
      channels: ['bets'],
      types: ['BET_MATCHED', 'stream.*'],
      format: 'standard',
      signature: 'v1',
      retryAttempts: 9,
      timeoutMs: 15_000,
      status: 'enabled',
      maker: 'kim',
      createdAt: 1_795_262_400_000,
      updatedAt: 1_795_262_400_000,
      keys: [{ createdAt: 1_795_262_400_000 }],
      health: { state: 'unknown', failuresInARow: 0, waiting: 0 },
    },
  });

export type Webhook = Readonly<z.infer<typeof webhookSchema>>;

const webhookExample = webhookSchema.meta()?.example as Webhook;

const at = z.int().describe('The server’s clock');

/** What is shown once, and never again. */
const secretFields = {
  secret: z.string().optional().describe('Of `v1`: `whsec_…`. It is shown this once'),
  publicKey: z.string().optional().describe('Of `v1a`: `whpk_…`'),
};

/** A webhook that is there now. */
export const webhookCreatedSchema = z
  .strictObject({ webhook: webhookSchema, ...secretFields })
  .meta({
    id: 'WebhookCreated',
    example: { webhook: webhookExample, secret: `whsec_${'A'.repeat(43)}=` },
  });

export type WebhookCreated = Readonly<z.infer<typeof webhookCreatedSchema>>;

export const webhookAnswerSchema = z
  .strictObject({ at, webhook: webhookSchema })
  .meta({ id: 'WebhookAnswer', example: { at: exampleAt, webhook: webhookExample } });

export type WebhookAnswer = Readonly<z.infer<typeof webhookAnswerSchema>>;

/** Not strict: beside it may stand `token`. */
export const webhooksQuerySchema = z.object(pageParameters);

export const webhookListSchema = z
  .strictObject({ at, webhooks: z.array(webhookSchema), ...pageFields })
  .meta({ id: 'WebhookList', example: { at: exampleAt, webhooks: [webhookExample] } });

export type WebhookList = Readonly<z.infer<typeof webhookListSchema>>;

export const webhookRemovedSchema = z
  .strictObject({ removed: z.literal(true) })
  .meta({ id: 'WebhookRemoved', example: { removed: true } });

export type WebhookRemoved = Readonly<z.infer<typeof webhookRemovedSchema>>;

/** How long the key that is replaced signs on. */
export const rotateRequestSchema = z
  .strictObject({
    overlapSeconds: z.int().min(0).max(keyOverlapSeconds.most).default(keyOverlapSeconds.standard),
  })
  .meta({ id: 'WebhookRotateRequest', example: { overlapSeconds: 86_400 } });

export const rotatedSchema = z
  .strictObject({
    ...secretFields,
    previousUntil: z.int().describe('Until when the key before signs too'),
  })
  .meta({
    id: 'WebhookRotated',
    example: { secret: `whsec_${'A'.repeat(43)}=`, previousUntil: 1_795_348_860_000 },
  });

export type WebhookRotated = Readonly<z.infer<typeof rotatedSchema>>;

/** What verifies `v1a`; for everyone, without a token. */
export const webhookKeysSchema = z
  .strictObject({
    keys: z.array(z.strictObject({ publicKey: z.string(), until: z.int().optional() })),
  })
  .meta({ id: 'WebhookKeys', example: { keys: [{ publicKey: `whpk_${'A'.repeat(43)}=` }] } });

/** Which part of the log is to be gone through again; a moment is milliseconds or ISO 8601. */
export const recoverRequestSchema = z
  .strictObject({
    since: momentSchema.describe('From this moment on'),
    until: momentSchema.optional().describe('By default now'),
  })
  .meta({ id: 'WebhookRecoverRequest', example: { since: '2026-11-21T10:15:00Z' } });

export const recoveringSchema = z
  .strictObject({
    since: z.int(),
    until: z.int(),
    isCut: z
      .boolean()
      .optional()
      .describe('Whether the log reaches back so far no more: what was before is not to be had'),
  })
  .meta({ id: 'WebhookRecovering', example: { since: 1_795_262_400_000, until: exampleAt } });

export type WebhookRecovering = Readonly<z.infer<typeof recoveringSchema>>;

const deliveryId = '1795262400000-000000000042';

export const deliveryAcceptedSchema = z
  .strictObject({ deliveryId: z.string() })
  .meta({ id: 'WebhookDeliveryAccepted', example: { deliveryId } });

export type WebhookDeliveryAccepted = Readonly<z.infer<typeof deliveryAcceptedSchema>>;

/** Not strict: beside it may stand `token`. */
export const deliveriesQuerySchema = z.object({
  state: z.enum(deliveryStates).optional().describe('Only those in this state'),
  ...pageParameters,
});

const attemptSchema = z.strictObject({
  at: z.int(),
  tookMs: count,
  status: z.int().optional().describe('Of the answer; absent when there was none'),
  failure: z.enum(sendFailures).optional(),
  message: z.string().optional().describe('What the failure was, for people'),
  answer: z.string().optional().describe('The beginning of the answer, 1 KB at most'),
  answerCut: z.boolean().optional().describe('Whether there was more of it'),
  retryAfterMs: count.optional().describe('How long the receiver asked to wait'),
});

export type WebhookAttempt = Readonly<z.infer<typeof attemptSchema>>;

const deliveryFields = {
  deliveryId: z.string(),
  messageId: z.string().describe('`webhook-id`: the same for every attempt'),
  eventId: z.string(),
  type: z.string(),
  channel: z.string(),
  state: z.enum(deliveryStates),
  cursor: z.string().optional().describe('Absent for a test'),
  gap: webhookGapSchema.optional(),
  createdAt: z.int(),
  attemptCount: count,
  nextAttemptAt: z
    .int()
    .optional()
    .describe('Of `pending`; absent while the webhook is not enabled'),
};

/** A delivery, and what came of its last attempt. */
export const deliverySchema = z
  .strictObject({ ...deliveryFields, lastAttempt: attemptSchema.optional() })
  .meta({
    id: 'WebhookDelivery',
    example: {
      deliveryId,
      messageId: 'msg_2Fv9Q0yJ7mZr4kTnXw8aBc',
      eventId: '7f46c0d0ac7f7d9f7c7d19fb0ec09a96.matched',
      type: 'BET_MATCHED',
      channel: 'bets',
      state: 'delivered',
      cursor: 'dhw6.42',
      createdAt: 1_795_262_400_000,
      attemptCount: 1,
      lastAttempt: { at: 1_795_262_400_100, tookMs: 42, status: 204 },
    },
  });

export type WebhookDelivery = Readonly<z.infer<typeof deliverySchema>>;

const deliveryExample = deliverySchema.meta()?.example as WebhookDelivery;

export const deliveryListSchema = z
  .strictObject({ at, deliveries: z.array(deliverySchema), ...pageFields })
  .meta({ id: 'WebhookDeliveryList', example: { at: exampleAt, deliveries: [deliveryExample] } });

export type WebhookDeliveryList = Readonly<z.infer<typeof deliveryListSchema>>;

/** A delivery with all that is known of it. */
export const deliveryDetailSchema = z
  .strictObject({
    at,
    delivery: z.strictObject({
      ...deliveryFields,
      request: z
        .strictObject({
          headers: z.record(z.string(), z.string()).describe('But for time and signature'),
          body: z.string(),
        })
        .describe('What is posted, the same at every attempt but for time and signature'),
      attempts: z.array(attemptSchema).describe('The last 20, oldest first'),
    }),
  })
  .meta({
    id: 'WebhookDeliveryDetail',
    example: {
      at: exampleAt,
      delivery: {
        deliveryId,
        messageId: 'msg_2Fv9Q0yJ7mZr4kTnXw8aBc',
        eventId: '7f46c0d0ac7f7d9f7c7d19fb0ec09a96.matched',
        type: 'BET_MATCHED',
        channel: 'bets',
        state: 'delivered',
        createdAt: 1_795_262_400_000,
        attemptCount: 1,
        request: {
          headers: { 'webhook-id': 'msg_2Fv9Q0yJ7mZr4kTnXw8aBc' },
          body: '{"type":"BET_MATCHED"}',
        },
        attempts: [{ at: 1_795_262_400_100, tookMs: 42, status: 204 }],
      },
    },
  });

export type WebhookDeliveryDetail = Readonly<z.infer<typeof deliveryDetailSchema>>;

export const webhookPathSchema = z.object({
  id: webhookIdSchema.describe('The webhookId'),
});

/** Ours; bounded, for it is a key. */
export const deliveryPathSchema = webhookPathSchema.extend({
  deliveryId: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'expected the id of a delivery')
    .describe('As the list of deliveries has it'),
});

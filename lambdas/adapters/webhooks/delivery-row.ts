import * as z from 'zod';
import type { Attempt, Parked, StoredDelivery } from '../../../core/webhook/delivery.ts';
import { maxAnswerBytes, maxAttemptsKept } from '../../../core/webhook/limits.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { cutText } from '../../../core/wire/cut-text.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';
import { deliveryStates, sendFailures, webhookGapSchema } from '../../../core/wire/webhook.ts';
import { packJson, unpackJson } from '../log/packed-json.ts';

type Item = Readonly<Record<string, unknown>>;

/** Of what people read of a failure. */
const maxMessageLength = 512;

const attemptSchema = z.object({
  atMs: z.number(),
  tookMs: z.number(),
  status: z.number().optional(),
  failure: z.enum(sendFailures).optional(),
  message: z.string().optional(),
  answer: z.string().optional(),
  isAnswerCut: z.boolean().optional(),
  retryAfterMs: z.number().optional(),
} satisfies Readonly<Record<keyof Attempt, z.ZodType>>);

/** Seconds since the Unix epoch, as TTL takes it. */
const ttlSchema = z.number().transform(seconds => seconds * 1_000);

const deliverySchema = z.object({
  laneId: z.string(),
  deliveryId: z.string(),
  event: z.instanceof(Uint8Array),
  cursor: z.string().optional(),
  gap: webhookGapSchema.optional(),
  state: z.enum(deliveryStates),
  createdAtMs: z.number(),
  attempts: z.array(attemptSchema),
  attemptCount: z.number(),
  nextAttemptAtMs: z.number().optional(),
  ttl: ttlSchema,
} satisfies Readonly<Record<Exclude<keyof StoredDelivery, 'expiresAtMs'>, z.ZodType>> &
  Readonly<Record<'laneId' | 'ttl', z.ZodType>>);

const parkedSchema = z
  .object({
    deliveryId: z.string(),
    dueAtMs: z.number(),
    round: z.string(),
    attemptsMade: z.number(),
    attemptedAtMs: z.number().optional(),
    isFixed: z.boolean().optional(),
    isTest: z.boolean().optional(),
    ttl: ttlSchema,
  } satisfies Readonly<Record<Exclude<keyof Parked, 'expiresAtMs'> | 'ttl', z.ZodType>>)
  .transform(({ ttl, ...parked }): Parked => ({ ...parked, expiresAtMs: ttl }));

/** The key of a lane's deliveries that wait: they are read as often as it runs, and all at once. */
export function parkedKey(laneId: string): string {
  return `${laneId}#parked`;
}

/**
 * The row of a delivery: its event packed as the log has it, what is kept of its attempts bounded, so
 * that no row is larger than DynamoDB takes (400 KB). It is kept to the second. The round is that of the
 * place that it has, or had last.
 */
export async function deliveryRow(
  laneId: string,
  delivery: StoredDelivery,
  round?: string,
): Promise<Item> {
  const { event, attempts, expiresAtMs, ...rest } = delivery;
  return {
    ...{ laneId, ...rest },
    event: await packJson(JSON.stringify(event)),
    attempts: attempts.slice(-maxAttemptsKept).map(bounded),
    ttl: Math.ceil(expiresAtMs / 1_000),
    round,
  };
}

function bounded({ message, answer, ...attempt }: Attempt): Attempt {
  const kept = answer && cutText(answer, maxAnswerBytes);
  return {
    ...attempt,
    ...(message !== undefined && { message: cutText(message, maxMessageLength, '…') }),
    ...(answer !== undefined && { answer: kept }),
    ...(kept !== answer && { isAnswerCut: true }),
  };
}

/**
 * The delivery in a row.
 *
 * @throws AppError LOG_CORRUPT when its event was not packed as events are
 */
export async function deliveryOf(item: Item): Promise<StoredDelivery> {
  const { laneId, event: packed, ttl, ...delivery } = deliverySchema.parse(item);
  const text = await unpackJson(packed).catch((cause: unknown) => {
    const message = `delivery ${laneId}/${delivery.deliveryId} has an event that does not inflate`;
    throw new AppError('LOG_CORRUPT', message, { cause });
  });
  // Written by deliveryRow only.
  const event = JSON.parse(text) as ChannelEvent;
  return { ...delivery, event, expiresAtMs: ttl };
}

const notedSchema = z.object({
  round: z.string().optional(),
  attempts: z.array(attemptSchema),
  attemptCount: z.number(),
});

/** The round of the place that a delivery in a row has, or had last; undefined: it never had one. */
export function roundOf(item: Item): string | undefined {
  return notedSchema.parse(item).round;
}

/** What is another with that attempt in the row of its delivery; undefined when it is there already. */
export function withAttempt(
  item: Item,
  attempt: Attempt,
): Pick<StoredDelivery, 'attempts' | 'attemptCount'> | undefined {
  const { attempts, attemptCount } = notedSchema.parse(item);
  if (attempts.some(({ atMs }) => atMs === attempt.atMs)) return undefined;
  return {
    attempts: [...attempts, bounded(attempt)].slice(-maxAttemptsKept),
    attemptCount: attemptCount + 1,
  };
}

/** The row of what waits. */
export function parkedRow(laneId: string, { expiresAtMs, ...parked }: Parked): Item {
  return { laneId: parkedKey(laneId), ...parked, ttl: Math.ceil(expiresAtMs / 1_000) };
}

/** What waits, in a row. */
export function parkedOf(item: Item): Parked {
  return parkedSchema.parse(item);
}

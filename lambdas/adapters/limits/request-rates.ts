import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../core/clock.ts';
import type { RateVerdict, RequestRate, RequestRates } from '../../../core/limit/request-rates.ts';

/** A window that is over is of no use; DynamoDB deletes it when it has time to. */
const keptSec = 60;
/** Full windows that an environment remembers, so that whoever goes on costs no write each. */
const maxRemembered = 1_000;

const countedSchema = z.object({ requests: z.number() });

/** Rates in the table `Limits`: fixed windows, an item each, one write a request. */
export function createRequestRates(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: Clock,
  onFailure: (error: unknown) => void,
): RequestRates {
  const full = new Map<string, number>();

  async function count(subject: string, endsAtMs: number): Promise<number> {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { subject, slot: new Date(endsAtMs).toISOString() },
        UpdateExpression: 'SET expiresAt = :expiresAt ADD requests :one',
        ExpressionAttributeValues: {
          ':one': 1,
          ':expiresAt': Math.ceil(endsAtMs / 1_000) + keptSec,
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return countedSchema.parse(Attributes).requests;
  }

  function remember(subject: string, endsAtMs: number): void {
    if (full.size >= maxRemembered) full.clear();
    full.set(subject, endsAtMs);
  }

  async function take(rate: RequestRate, holder: string): Promise<RateVerdict> {
    const { name, limit, windowMs } = rate;
    const nowMs = now();
    const endsAtMs = (Math.floor(nowMs / windowMs) + 1) * windowMs;
    const subject = `${name}#${holder}`;
    const exceeded = {
      kind: 'exceeded',
      retryAfterSec: Math.max(1, Math.ceil((endsAtMs - nowMs) / 1_000)),
    } as const;
    if (full.get(subject) === endsAtMs) return exceeded;
    try {
      if ((await count(subject, endsAtMs)) <= limit) return { kind: 'within' };
    } catch (error) {
      onFailure(error);
      return { kind: 'within' };
    }
    remember(subject, endsAtMs);
    return exceeded;
  }

  return { take };
}

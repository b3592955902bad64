import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../core/clock.ts';
import type { Drain } from '../../../core/drain/drain.ts';
import type { Drains } from '../../../core/drain/drains.ts';

/** As often as a stream reads its lease: an environment reads it once, however many ask. */
const freshMs = 5_000;

const Key = { subject: 'drain', slot: 'all' };

const drainSchema = z.object({
  startedAtMs: z.number(),
  untilMs: z.number(),
  by: z.string(),
  reason: z.string(),
});

/**
 * One item of the table `Limits`, which ends by itself. While it cannot be read, what was read last
 * holds: a table that fails must not send everybody away.
 */
export function createDrains(
  client: DynamoDBDocumentClient,
  tableName: string,
  now: Clock,
  onFailure: (error: unknown) => void,
): Drains {
  let known: Drain | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<Drain | undefined> | undefined;

  async function read(ConsistentRead: boolean): Promise<Drain | undefined> {
    try {
      const get = new GetCommand({ TableName: tableName, Key, ConsistentRead });
      const { Item } = await client.send(get);
      known = Item && drainSchema.parse(Item);
    } catch (error) {
      onFailure(error);
    }
    return known;
  }

  const startReading = (consistent: boolean) => {
    readAtMs = now();
    reading = read(consistent);
    return reading;
  };

  const seen = (drain: Drain | undefined): void => {
    known = drain;
    readAtMs = now();
  };

  const unlessOver = (drain: Drain | undefined) =>
    drain !== undefined && drain.untilMs > now() ? drain : undefined;

  return {
    current: async () => {
      await (now() - readAtMs < freshMs ? reading : startReading(false));
      return unlessOver(known);
    },
    latest: async () => unlessOver(await startReading(true)),
    begin: async drain => {
      const expiresAt = Math.ceil(drain.untilMs / 1_000);
      await client.send(
        new PutCommand({ TableName: tableName, Item: { ...Key, ...drain, expiresAt } }),
      );
      seen(drain);
    },
    end: async () => {
      const { Attributes } = await client.send(
        new DeleteCommand({ TableName: tableName, Key, ReturnValues: 'ALL_OLD' }),
      );
      seen(undefined);
      // TTL deletes late: what is over by then was not ended by this.
      const ended = drainSchema.safeParse(Attributes).data;
      return ended !== undefined && ended.untilMs > now();
    },
  };
}

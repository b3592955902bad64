import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../core/clock.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';

/** Tries without looking which slots are free: far below the cap the first one hits. */
const blindTries = 2;
/** Each lost race means that another connection got a slot of the pool. */
const maxAttempts = 100;
const maxPauseMs = 50;

const slotRowSchema = z.object({
  slot: z.string(),
  connectionId: z.string(),
  /** Seconds since the Unix epoch. */
  expiresAt: z.number(),
});

/** So many slots, spread over these partition keys of the table. */
export interface SlotPool {
  readonly keys: readonly string[];
  readonly cap: number;
}

/** Who wants a slot, and until when it holds it at the latest. */
export interface SlotRequest {
  readonly connectionId: string;
  readonly expiresAtMs: number;
}

/** Gives back what was taken, if it is still held. */
export type Release = () => Promise<void>;

/** Slots of pools, each held by one connection. */
export interface ConnectionSlots {
  /**
   * Takes a slot, and gives what releases it; `undefined` when the pool has none left.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(pool: SlotPool, request: SlotRequest): Promise<Release | undefined>;
  /** Gives the connection's slot back, for who only knows its id. */
  release(pool: SlotPool, connectionId: string): Promise<void>;
}

interface SlotKey {
  readonly subject: string;
  readonly slot: string;
}

/** Slots in the table `Limits`, taken by conditional writes: the cap holds however many come at once. */
export function createConnectionSlots(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly now: Clock;
}): ConnectionSlots {
  const { client, tableName: TableName, now } = options;

  async function take(key: SlotKey, { connectionId, expiresAtMs }: SlotRequest): Promise<boolean> {
    const put = new PutCommand({
      TableName,
      Item: { ...key, connectionId, expiresAt: Math.ceil(expiresAtMs / 1_000) },
      // TTL deletes late. And the answer to an earlier try may have been lost on its way.
      ConditionExpression:
        'attribute_not_exists(slot) OR expiresAt <= :nowSec OR connectionId = :mine',
      ExpressionAttributeValues: { ':nowSec': Math.floor(now() / 1_000), ':mine': connectionId },
    });
    return await wasWritten(client.send(put));
  }

  async function giveBack(Key: SlotKey, connectionId: string): Promise<void> {
    await wasWritten(
      client.send(
        new DeleteCommand({
          TableName,
          Key,
          ConditionExpression: 'connectionId = :mine',
          ExpressionAttributeValues: { ':mine': connectionId },
        }),
      ),
    );
  }

  async function rowsUnder(subject: string) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': subject },
        ConsistentRead: true,
      }),
    );
    return Items.map(item => ({ subject, ...slotRowSchema.parse(item) }));
  }

  const rowsOf = async ({ keys }: SlotPool) => (await Promise.all(keys.map(rowsUnder))).flat();

  async function freeSlots(pool: SlotPool): Promise<readonly SlotKey[]> {
    const nowSec = now() / 1_000;
    const rows = await rowsOf(pool);
    const held = new Set(rows.filter(row => row.expiresAt > nowSec).map(row => row.slot));
    return Array.from({ length: pool.cap }, (_, n) => slotKey(pool, n)).filter(
      ({ slot }) => !held.has(slot),
    );
  }

  return {
    acquire: async (pool, request) => {
      const { cap } = pool;
      if (cap === 0) return undefined;
      for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
        const slots = attempt <= blindTries ? [slotKey(pool, random(cap))] : await freeSlots(pool);
        const key = slots[random(slots.length)];
        if (key === undefined) return undefined;
        if (await take(key, request)) return () => giveBack(key, request.connectionId);
        await sleep(Math.random() * Math.min(attempt * 5, maxPauseMs));
      }
      throw new AppError(
        'LEASE_CONTENDED',
        `a connection lost ${maxAttempts} races for one of ${cap} slots; expected to win one`,
      );
    },
    release: async (pool, connectionId) => {
      const rows = await rowsOf(pool);
      const mine = rows.filter(row => row.connectionId === connectionId);
      await Promise.all(mine.map(({ subject, slot }) => giveBack({ subject, slot }, connectionId)));
    },
  };
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

/** Each slot lies under one key, whatever the cap is by now. */
function slotKey({ keys }: SlotPool, n: number): SlotKey {
  const subject = keys[n % keys.length];
  if (subject === undefined) throw new TypeError('expected a pool with a key');
  return { subject, slot: String(n).padStart(5, '0') };
}

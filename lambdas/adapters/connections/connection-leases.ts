import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../core/clock.ts';
import type { LeaseRequest, ReleaseLease } from '../../../core/connection/lease.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { createGiveBack, type GiveBack } from './give-back.ts';

/** Tries without looking which leases are free: far below the cap the first one hits. */
const blindTries = 2;
/** Each lost race means that another connection got a lease of the pool. */
const maxAttempts = 100;
const maxPauseMs = 50;

const leaseRowSchema = z.object({
  slot: z.string(),
  connectionId: z.string(),
  /** Seconds since the Unix epoch. */
  expiresAt: z.number(),
});

/** So many leases, spread over these partition keys of the table. */
export interface LeasePool {
  readonly keys: readonly string[];
  readonly cap: number;
}

/** Leases of pools, each held by one connection. */
export interface ConnectionLeases {
  /**
   * Acquires a lease, and returns what releases it; `undefined` when the pool has none left.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(pool: LeasePool, request: LeaseRequest): Promise<ReleaseLease | undefined>;
  /** Releases the connection's lease, for who only knows its id. */
  release(pool: LeasePool, connectionId: string): Promise<void>;
}

interface LeaseKey {
  readonly subject: string;
  readonly slot: string;
}

/** Leases in the table `Limits`, acquired by conditional writes: the cap holds however many come at once. */
export function createConnectionLeases(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly now: Clock;
  /** @default - each by a request of its own */
  readonly giveBack?: GiveBack;
}): ConnectionLeases {
  const { client, tableName: TableName, now } = options;
  const { giveBack = createGiveBack(client) } = options;

  async function take(
    key: LeaseKey,
    { connectionId, expiresAtMs }: LeaseRequest,
  ): Promise<boolean> {
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

  const release = (key: LeaseKey, connectionId: string): Promise<void> =>
    giveBack({ tableName: TableName, key: { ...key }, connectionId });

  async function rowsUnder(subject: string) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': subject },
        ConsistentRead: true,
      }),
    );
    return Items.map(item => ({ subject, ...leaseRowSchema.parse(item) }));
  }

  const rowsOf = async ({ keys }: LeasePool) => (await Promise.all(keys.map(rowsUnder))).flat();

  async function freeLeases(pool: LeasePool): Promise<readonly LeaseKey[]> {
    const nowSec = now() / 1_000;
    const rows = await rowsOf(pool);
    const held = new Set(rows.filter(row => row.expiresAt > nowSec).map(row => row.slot));
    return Array.from({ length: pool.cap }, (_, n) => leaseKey(pool, n)).filter(
      ({ slot }) => !held.has(slot),
    );
  }

  return {
    acquire: async (pool, request) => {
      const { cap } = pool;
      if (cap === 0) return undefined;
      for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
        const keys = attempt <= blindTries ? [leaseKey(pool, random(cap))] : await freeLeases(pool);
        const key = keys[random(keys.length)];
        if (key === undefined) return undefined;
        if (await take(key, request)) return () => release(key, request.connectionId);
        await sleep(Math.random() * Math.min(attempt * 5, maxPauseMs));
      }
      throw new AppError(
        'LEASE_CONTENDED',
        `a connection lost ${maxAttempts} races for one of ${cap} leases; expected to win one`,
      );
    },
    release: async (pool, connectionId) => {
      const rows = await rowsOf(pool);
      const mine = rows.filter(row => row.connectionId === connectionId);
      await Promise.all(mine.map(({ subject, slot }) => release({ subject, slot }, connectionId)));
    },
  };
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

/** Each lease lies under one key, whatever the cap is by now. */
function leaseKey({ keys }: LeasePool, n: number): LeaseKey {
  const subject = keys[n % keys.length];
  if (subject === undefined) throw new TypeError('expected a pool with a key');
  return { subject, slot: String(n).padStart(5, '0') };
}

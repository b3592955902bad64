import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../core/clock.ts';
import { addressHolder } from '../../core/connection/address-holder.ts';
import { AppError } from '../../core/error/app-error.ts';
import { wasWritten } from './conditional-write.ts';

/** Tries without looking which slots are free: far below the cap the first one hits. */
const blindTries = 2;
/** Each lost race means that another connection of the same address got a slot. */
const maxAttempts = 100;
const maxPauseMs = 50;

const slotRowSchema = z.object({
  slot: z.string(),
  connectionId: z.string(),
  /** Seconds since the Unix epoch. */
  expiresAt: z.number(),
});

/** Who wants a slot, and until when it holds it at the latest. */
export interface AddressSlotRequest {
  readonly address: string;
  readonly connectionId: string;
  readonly expiresAtMs: number;
}

/** The connections that one address may have open, streams and sockets together. */
export interface AddressSlots {
  /**
   * Whether the connection got a slot; false when the address has none left.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(request: AddressSlotRequest): Promise<boolean>;
  /** Gives the connection's slot back, if it still has one. */
  release(address: string, connectionId: string): Promise<void>;
}

/** Slots in the table `Limits`, taken by conditional writes: the cap holds however many come at once. */
export function createAddressSlots(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Connections per address. */
  readonly cap: number;
  readonly now: Clock;
}): AddressSlots {
  const { client, tableName: TableName, cap, now } = options;
  const subjectOf = (address: string) => `address#${addressHolder(address)}`;

  async function take(request: AddressSlotRequest, slot: string): Promise<boolean> {
    const { address, connectionId, expiresAtMs } = request;
    const put = new PutCommand({
      TableName,
      Item: {
        subject: subjectOf(address),
        slot,
        connectionId,
        expiresAt: Math.ceil(expiresAtMs / 1_000),
      },
      // TTL deletes late. And the answer to an earlier try may have been lost on its way.
      ConditionExpression:
        'attribute_not_exists(slot) OR expiresAt <= :nowSec OR connectionId = :mine',
      ExpressionAttributeValues: { ':nowSec': Math.floor(now() / 1_000), ':mine': connectionId },
    });
    return await wasWritten(client.send(put));
  }

  async function rowsOf(address: string) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': subjectOf(address) },
        ConsistentRead: true,
      }),
    );
    return Items.map(item => slotRowSchema.parse(item));
  }

  async function freeSlots(address: string): Promise<readonly string[]> {
    const nowSec = now() / 1_000;
    const rows = await rowsOf(address);
    const held = new Set(rows.filter(row => row.expiresAt > nowSec).map(row => row.slot));
    return Array.from({ length: cap }, (_, n) => slotName(n)).filter(slot => !held.has(slot));
  }

  return {
    acquire: async request => {
      for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
        const slots =
          attempt <= blindTries ? [slotName(random(cap))] : await freeSlots(request.address);
        const slot = slots[random(slots.length)];
        if (slot === undefined) return false;
        if (await take(request, slot)) return true;
        await sleep(Math.random() * Math.min(attempt * 5, maxPauseMs));
      }
      throw new AppError(
        'LEASE_CONTENDED',
        `an address lost ${maxAttempts} races for one of its ${cap} slots; expected to win one`,
      );
    },
    release: async (address, connectionId) => {
      const rows = await rowsOf(address);
      const mine = rows.filter(row => row.connectionId === connectionId);
      await Promise.all(mine.map(({ slot }) => giveBack(address, slot, connectionId)));
    },
  };

  async function giveBack(address: string, slot: string, connectionId: string): Promise<void> {
    await wasWritten(
      client.send(
        new DeleteCommand({
          TableName,
          Key: { subject: subjectOf(address), slot },
          ConditionExpression: 'connectionId = :mine',
          ExpressionAttributeValues: { ':mine': connectionId },
        }),
      ),
    );
  }
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

function slotName(n: number): string {
  return String(n).padStart(5, '0');
}

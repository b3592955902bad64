import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../core/clock.ts';
import { socketLifetimeMs } from '../../../core/connection/socket-connections.ts';
import { maxRoomsPerSocket, type RoomCounts, type Rooms } from '../../../core/room/rooms.ts';
import { runConcurrently } from '../../../core/run-concurrently.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { conditionOf, isAsRead } from '../dynamodb/is-as-read.ts';
import { transact } from '../dynamodb/transact.ts';

const roomPrefix = 'workflow#';

/** Deletes under way at the same time, of one socket's rooms. */
const maxAtOnce = 25;

/** Counted is among this many pages of the table at most, of 1 MB each: beyond, the count is no more exact. */
const maxPages = 10;

const memberSchema = z.object({
  room: z.string().startsWith(roomPrefix),
  connectionId: z.string(),
  userId: z.string(),
  /** Seconds since the Unix epoch. */
  expiresAt: z.number(),
});

const socketSchema = z.object({ workflows: z.set(z.string()) });

/**
 * The rooms in the table of that name. A row for each subscription, under its workflow; and one item
 * for each socket with the set of its workflows: the set is the bound, and says what to remove when the
 * socket goes, which an index could not say in time. Both are written at once, so that no row is ever
 * outside its set.
 */
export function createRooms(
  client: DynamoDBDocumentClient,
  TableName: string,
  now: Clock,
): Rooms & RoomCounts {
  const memberOf = (workflowId: string, connectionId: string) => ({
    room: `${roomPrefix}${workflowId}`,
    connectionId,
  });
  const socketOf = (connectionId: string) => ({ room: `socket#${connectionId}`, connectionId });

  return {
    join: async (workflowId, { userId, connectionId, connectedAtMs }) => {
      const expiresAt = Math.ceil((connectedAtMs + socketLifetimeMs) / 1_000);
      const failed = await transact(client, {
        taken: {
          Update: {
            TableName,
            Key: socketOf(connectionId),
            UpdateExpression: 'ADD workflows :one SET expiresAt = :expiresAt',
            ConditionExpression:
              'attribute_not_exists(workflows) OR size(workflows) < :most OR contains(workflows, :mine)',
            ExpressionAttributeValues: {
              ':one': new Set([workflowId]),
              ':mine': workflowId,
              ':most': maxRoomsPerSocket,
              ':expiresAt': expiresAt,
            },
          },
        },
        member: {
          Put: { TableName, Item: { ...memberOf(workflowId, connectionId), userId, expiresAt } },
        },
      });
      return failed === undefined;
    },

    leave: async (workflowId, connectionId) => {
      await transact(client, {
        taken: {
          Update: {
            TableName,
            Key: socketOf(connectionId),
            UpdateExpression: 'DELETE workflows :one',
            // What is not in the set has no row either.
            ConditionExpression: 'contains(workflows, :mine)',
            ExpressionAttributeValues: { ':one': new Set([workflowId]), ':mine': workflowId },
          },
        },
        member: { Delete: { TableName, Key: memberOf(workflowId, connectionId) } },
      });
    },

    leaveAll: async connectionId => {
      const Key = socketOf(connectionId);
      for (let isGone = false; !isGone; ) {
        const { Item } = await client.send(
          new GetCommand({ TableName, Key, ConsistentRead: true }),
        );
        if (Item === undefined) return;
        const isSame = isAsRead('room', Item, ['workflows']);
        const { workflows } = socketSchema.safeParse(Item).data ?? { workflows: [] };
        await runConcurrently([...workflows], maxAtOnce, async workflowId => {
          const row = memberOf(workflowId, connectionId);
          await client.send(new DeleteCommand({ TableName, Key: row }));
        });
        // What was subscribed to in between would be in no set: it is read again.
        isGone = await wasWritten(
          client.send(new DeleteCommand({ TableName, Key, ...conditionOf(isSame) })),
        );
      }
    },

    membersOf: async workflowId => {
      const pages = paginateQuery(
        { client },
        {
          TableName,
          KeyConditionExpression: 'room = :room',
          ExpressionAttributeValues: { ':room': `${roomPrefix}${workflowId}` },
          ConsistentRead: true,
        },
      );
      const found = [];
      for await (const { Items = [] } of pages) found.push(...members(Items, now()));
      return found;
    },

    count: async () => {
      const pages = paginateScan(
        { client },
        { TableName, ProjectionExpression: 'room, connectionId, userId, expiresAt' },
      );
      const counts = new Map<string, number>();
      let read = 0;
      for await (const { Items = [], LastEvaluatedKey } of pages) {
        for (const { room } of members(Items, now())) {
          const workflowId = room.slice(roomPrefix.length);
          counts.set(workflowId, (counts.get(workflowId) ?? 0) + 1);
        }
        read += 1;
        if (read === maxPages) return { members: counts, isExact: LastEvaluatedKey === undefined };
      }
      return { members: counts, isExact: true };
    },
  };
}

/** TTL deletes up to days late; until then a row is still found. */
function members(items: readonly unknown[], nowMs: number) {
  return items.flatMap(item => {
    const row = memberSchema.safeParse(item).data;
    return row !== undefined && row.expiresAt * 1_000 > nowMs ? row : [];
  });
}

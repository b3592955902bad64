import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { UserRefusal } from '../../core/proposal/proposal-store.ts';
import { type UserStatus, userStatuses } from '../../core/wire/payload/users.ts';
import type { FailedCondition } from './transact.ts';

const active: UserStatus = 'active';
const banned: UserStatus = 'banned';

/** A ban as the user's item tells of it. What is not as expected there is left out. */
export interface Ban {
  /** Who wrote it, as far as the item says. */
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

/** Asks who is banned. */
export interface UserBans {
  /** The user's ban, if they are banned; sees every write committed before. */
  find(userId: string): Promise<Ban | undefined>;
}

const bannedSchema = z
  .object({
    status: z.literal(banned),
    updatedBy: z.string().min(1).optional().catch(undefined),
    reason: z.string().optional().catch(undefined),
  })
  .transform(({ updatedBy, reason }): Ban => ({ by: updatedBy, reason }));

/** The port over the Users table, which backends write. */
export function createUserBans(client: DynamoDBDocumentClient, tableName: string): UserBans {
  return {
    find: async userId => {
      const { Item } = await client.send(
        new GetCommand({
          TableName: tableName,
          Key: { userId },
          ConsistentRead: true,
          ProjectionExpression: '#status, #by, #reason',
          ExpressionAttributeNames: {
            '#status': 'status',
            '#by': 'updatedBy',
            '#reason': 'reason',
          },
        }),
      );
      return bannedSchema.safeParse(Item).data;
    },
  };
}

/** The two sides of a bet: whoever asks for it, and the other. */
type Sides<T> = Readonly<Record<'user' | 'other', T>>;

/**
 * For a transaction that makes a bet: each side is a user, and active; whoever has no status is. When
 * both are the same it is checked once, because a transaction may name an item only once. None when
 * users are kept elsewhere.
 */
export function bettorChecks(
  {
    usersTableName: tableName,
    checksUsers,
  }: { readonly usersTableName: string; readonly checksUsers: boolean },
  { user, other }: Sides<string>,
): Partial<Sides<ReturnType<typeof bettorCheck>>> {
  if (!checksUsers) return {};
  return {
    user: bettorCheck(tableName, user),
    ...(other === user ? {} : { other: bettorCheck(tableName, other) }),
  };
}

function bettorCheck(tableName: string, userId: string) {
  return {
    ConditionCheck: {
      TableName: tableName,
      Key: { userId },
      // Not "neither banned nor pending": a status that nobody knows lets nobody bet.
      ConditionExpression:
        'attribute_exists(userId) AND (attribute_not_exists(#status) OR #status = :active)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':active': active },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    },
  };
}

/** What those checks found; `undefined` when all held. */
export function bettorRefusal({
  user,
  other,
}: Partial<Sides<FailedCondition>>): UserRefusal | undefined {
  if (user !== undefined) {
    if (user.item === undefined) return { kind: 'user-not-allowed' };
    const { status } = user.item;
    return {
      kind: 'user-not-allowed',
      userStatus: userStatuses.find(known => known === status) ?? 'unknown',
    };
  }
  return other === undefined ? undefined : { kind: 'other-not-available' };
}

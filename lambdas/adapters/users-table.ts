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

/** Whose checks a transaction has: of whoever asks, and of the other side of the proposal. */
type Side = 'own' | 'other';

/**
 * For a transaction that makes a bet: both sides are users, and active; whoever has no status is. Who
 * is on both is checked once, because a transaction may name an item only once. None when users are
 * kept elsewhere.
 */
export function bettorChecks(
  {
    usersTableName,
    checksUsers,
  }: { readonly usersTableName: string; readonly checksUsers: boolean },
  { own, other }: Readonly<Record<Side, string>>,
): Partial<Record<Side, ReturnType<typeof bettorCheck>>> {
  if (!checksUsers) return {};
  const ofOwn = { own: bettorCheck(usersTableName, own) };
  return own === other ? ofOwn : { ...ofOwn, other: bettorCheck(usersTableName, other) };
}

function bettorCheck(usersTableName: string, userId: string) {
  return {
    ConditionCheck: {
      TableName: usersTableName,
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
  own,
  other,
}: Partial<Record<Side, FailedCondition>>): UserRefusal | undefined {
  if (own !== undefined) {
    if (own.item === undefined) return { kind: 'user-not-allowed' };
    const { status } = own.item;
    return {
      kind: 'user-not-allowed',
      userStatus: userStatuses.find(known => known === status) ?? 'unknown',
    };
  }
  return other === undefined ? undefined : { kind: 'other-not-available' };
}

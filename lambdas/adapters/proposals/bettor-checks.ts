import { shownValue } from '../../../core/change/malformed-reason.ts';
import type { UserRefusal } from '../../../core/proposal/proposal-store.ts';
import { type UserStatus, userStatuses } from '../../../core/wire/payload/users.ts';
import type { FailedCondition } from '../dynamodb/transact.ts';

const active: UserStatus = 'active';
const banned: UserStatus = 'banned';

/** Whose users are asked, before a bet is made. */
export interface BettorTables {
  readonly usersTableName: string;
  /** Whether both sides must be users who may bet; else whoever has a token may. */
  readonly checkUsers: boolean;
  /**
   * Where users are not checked, whether the one who asks must at least not be banned: for a writer
   * who did not let that user in through a token.
   * @default false
   */
  readonly checksBan?: boolean;
}

/** The two sides of a bet: whoever asks for it, and the other. */
type Sides<T> = Readonly<Record<'user' | 'other', T>>;

/**
 * For a transaction that makes a bet: each side is a user, and active; whoever has no status is. When
 * both are the same it is checked once, because a transaction may name an item only once. Where users
 * are kept elsewhere: none, or that whoever asks is not banned here.
 */
export function bettorChecks(
  { usersTableName: tableName, checkUsers, checksBan = false }: BettorTables,
  { user, other }: Sides<string>,
): Partial<Sides<ReturnType<typeof bettorCheck | typeof banCheck>>> {
  if (!checkUsers) return checksBan ? { user: banCheck(tableName, user) } : {};
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

function banCheck(tableName: string, userId: string) {
  return {
    ConditionCheck: {
      TableName: tableName,
      Key: { userId },
      ConditionExpression: 'NOT #status = :banned',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':banned': banned },
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
      userStatus: shownStatus(status, userStatuses),
    };
  }
  return other === undefined ? undefined : { kind: 'other-not-available' };
}

/** A status as a refusal may show it: one that is none is quoted, shortened, beside those there are. */
export function shownStatus(status: unknown, known: readonly string[]): string {
  return (
    known.find(each => each === status) ?? `${shownValue(status)} (none of ${known.join(', ')})`
  );
}

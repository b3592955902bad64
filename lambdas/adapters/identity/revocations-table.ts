import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isMeantFor, type Revocation, revocationsToAsk } from '../../../core/auth/revocation.ts';
import type { Revocations } from '../../../core/auth/revocations.ts';
import { keyOfPage, pageToken } from '../../../core/page-token.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { createUserBans } from './users-table.ts';

/**
 * How long a revocation is kept: longer than any token should last. One that lasts longer would be
 * good again then.
 */
export const revocationKeptMs = 400 * 86_400_000;

/** What a page goes on from. */
const pageKey = ['userId', 'tokenId'];

const rowSchema = z.object({
  userId: z.string(),
  tokenId: z.string(),
  revokedAtMs: z.number(),
  by: z.string(),
  reason: z.string(),
});

/** Where it is kept who is let in no more. */
export interface RevocationTables {
  readonly revocationsTableName: string;
  readonly usersTableName: string;
}

/**
 * The port over the Revocations table. A ban is no row there: it stands in the user's own item, so it
 * holds from the very write that sets it, for as long as it stands, and lifting it lifts nothing else.
 */
export function createRevocations(
  client: DynamoDBDocumentClient,
  { revocationsTableName: tableName, usersTableName }: RevocationTables,
): Revocations {
  const bans = createUserBans(client, usersTableName);
  const find = async (userId: string, tokenId: string): Promise<Revocation | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { userId, tokenId }, ConsistentRead: true }),
    );
    // A row that is not as expected throws: nobody gets in by it.
    return Item === undefined ? undefined : rowSchema.parse(Item);
  };
  return {
    isRevoked: async token => {
      const asked = revocationsToAsk(token).map(tokenId => find(token.userId, tokenId));
      const [ban, ...found] = await Promise.all([bans.find(token.userId), ...asked]);
      if (ban !== undefined) return true;
      return found.some(revocation => revocation !== undefined && isMeantFor(revocation, token));
    },
    revoke: async revocation => {
      const ttl = Math.ceil((revocation.revokedAtMs + revocationKeptMs) / 1_000);
      await client.send(new PutCommand({ TableName: tableName, Item: { ...revocation, ttl } }));
    },
    listOf: async (userId, { limit, next }) => {
      const from = next === undefined ? undefined : keyOfPage(next, pageKey);
      if (next !== undefined && from?.userId !== userId) {
        const message =
          'received a next that is no page of these revocations; expected one as given';
        throw new AppError('INPUT_INVALID', message);
      }
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'userId = :userId',
          ExpressionAttributeValues: { ':userId': userId },
          ConsistentRead: true,
          Limit: limit,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      return {
        revocations: Items.map(item => rowSchema.parse(item)),
        ...(LastEvaluatedKey === undefined ? {} : { next: pageToken(LastEvaluatedKey) }),
      };
    },
    lift: async (userId, tokenId) => {
      const { Attributes } = await client.send(
        new DeleteCommand({
          TableName: tableName,
          Key: { userId, tokenId },
          ReturnValues: 'ALL_OLD',
        }),
      );
      return Attributes !== undefined;
    },
  };
}

import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Ban, UserBans } from '../../../core/auth/user-bans.ts';
import type { UserStatus } from '../../../core/wire/payload/users.ts';

const banned: UserStatus = 'banned';

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

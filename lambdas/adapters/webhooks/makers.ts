import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RevocationCheck } from '../../../core/auth/revocations.ts';
import { isDemoted, type Makers } from '../../../core/webhook/makers.ts';

/** A backend's item: what is no role there is none. */
const roleSchema = z.object({ role: z.string().min(1).optional().catch(undefined) }).optional();

/** The port over the revocations and the table Users, which backends write. */
export function createMakers(
  client: DynamoDBDocumentClient,
  revocations: RevocationCheck,
  usersTableName: string,
): Makers {
  const listedRoleOf = async (userId: string): Promise<string | undefined> => {
    const { Item } = await client.send(
      new GetCommand({
        TableName: usersTableName,
        Key: { userId },
        ConsistentRead: true,
        ProjectionExpression: '#role',
        ExpressionAttributeNames: { '#role': 'role' },
      }),
    );
    return roleSchema.parse(Item)?.role;
  };
  return {
    listedRoleOf,
    standingOf: async maker => {
      const [isRevoked, listedRole] = await Promise.all([
        revocations.isRevoked(maker),
        listedRoleOf(maker.userId),
      ]);
      if (isRevoked) return 'revoked';
      return isDemoted(maker, listedRole) ? 'demoted' : 'may';
    },
  };
}

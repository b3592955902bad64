import { randomBytes } from 'node:crypto';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { everyToken } from '../../core/wire/token-id.ts';
import { revocationKeptMs } from '../../lambdas/adapters/identity/revocations-table.ts';
import { type Person, wordOf } from './person.ts';

const pseudonymBytes = 9;

const rowSchema = z.object({ forgottenAs: z.string().min(1) });

/** Random, and stored nowhere once the person is forgotten: no key or list leads from one to the other. */
function newPseudonym(): string {
  return `forgotten-${randomBytes(pseudonymBytes).toString('hex')}`;
}

/**
 * Revokes all tokens that the person has so far, and says under which name they are masked: while a
 * run is not done its name stands in this row, so that the next one goes on with it.
 */
export async function keepOut(
  client: DynamoDBDocumentClient,
  tableName: string,
  userId: string,
  now: number,
): Promise<Person> {
  // Whatever can fail by the id does before the first write.
  const word = wordOf(userId);
  const { Attributes } = await client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: { userId, tokenId: everyToken },
      UpdateExpression:
        'SET revokedAtMs = :now, #by = :by, reason = :reason, #ttl = :ttl, forgottenAs = if_not_exists(forgottenAs, :fresh)',
      ExpressionAttributeNames: { '#by': 'by', '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':now': now,
        ':by': 'npm run forget',
        ':reason': 'forgotten',
        ':ttl': Math.ceil((now + revocationKeptMs) / 1_000),
        ':fresh': newPseudonym(),
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { userId, word, pseudonym: rowSchema.parse(Attributes).forgottenAs };
}

/** Takes away the last thing that leads from the person to their pseudonym. */
export async function dropPseudonym(
  client: DynamoDBDocumentClient,
  tableName: string,
  userId: string,
): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: { userId, tokenId: everyToken },
      UpdateExpression: 'REMOVE forgottenAs',
    }),
  );
}

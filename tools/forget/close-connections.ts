import { DeleteCommand, type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { PostNotice } from '../../core/connection/mailbox.ts';
import type { SocketGateway } from '../../core/connection/socket-gateway.ts';
import { createConnectionDirectory } from '../../lambdas/adapters/connections/connection-directory.ts';
import { createEndConnection } from '../../lambdas/adapters/connections/end-connection.ts';

/** A stream reads its lease every 5 s, or is notified sooner, sends its last frame and removes the lease. */
const closeWaitMs = 1_000;
const maxCloseWaits = 10;

/**
 * What is audited of it meanwhile stays in the memory of functions for so long at most while they are
 * asked: entries of the audit that name the person (core/audit/repeated-refusals.ts).
 */
const settleMs = 12_000;

/** What closing takes. */
export interface ClosingPorts {
  readonly client: DynamoDBDocumentClient;
  readonly gateway: Pick<SocketGateway, 'close'>;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly postNotice: PostNotice;
  readonly onUnclosed: (connectionId: string) => void;
}

/**
 * Ends what the user has open, as a revocation does: sockets at once, streams when they look next.
 * Whether there was anything.
 */
export async function endConnections(
  tableName: string,
  userId: string,
  { client, gateway, now, pause, postNotice, onUnclosed }: ClosingPorts,
): Promise<boolean> {
  const open = await createConnectionDirectory(client, tableName, now).ofUser(userId);
  const end = createEndConnection(client, tableName, {
    ...{ gateway, now, pause, postNotice },
    onUnclosed: ({ connectionId }) => onUnclosed(connectionId),
  });
  await Promise.all(open.map(connection => end(connection, 'revoked')));
  return open.length > 0;
}

/** Waits for what was ended, and removes the rows of what does not go by itself. */
export async function removeLeases(
  tableName: string,
  userId: string,
  { client, pause, wereOpen }: Pick<ClosingPorts, 'client' | 'pause'> & { wereOpen: boolean },
): Promise<void> {
  let left = await leaseIdsOf(client, tableName, userId);
  for (let waits = 0; wereOpen && left.length > 0 && waits < maxCloseWaits; waits += 1) {
    await pause(closeWaitMs);
    left = await leaseIdsOf(client, tableName, userId);
  }
  for (const leaseId of left) {
    const Key = { userId, leaseId };
    await client.send(new DeleteCommand({ TableName: tableName, Key }));
  }
  if (wereOpen) await pause(settleMs);
}

/** All rows of the user, those too that expired and wait for their removal. */
export async function leaseIdsOf(
  client: DynamoDBDocumentClient,
  tableName: string,
  userId: string,
): Promise<readonly string[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: 'userId = :user',
      ExpressionAttributeValues: { ':user': userId },
      ConsistentRead: true,
    },
  );
  const found: string[] = [];
  for await (const { Items = [] } of pages) found.push(...Items.map(({ leaseId }) => leaseId));
  return found;
}

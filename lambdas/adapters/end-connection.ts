import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { wasWritten } from './conditional-write.ts';
import type { LeasedConnection, LeaseEndReason } from './lease-row.ts';
import type { SocketGateway } from './socket-gateway.ts';

/** What ends a connection needs to know of it. */
type Ending = Pick<LeasedConnection, 'userId' | 'leaseId' | 'kind' | 'connectionId'>;

/** Ends one connection; false when it had ended by itself. */
export type EndConnection = (connection: Ending, reason: LeaseEndReason) => Promise<boolean>;

/**
 * A stream finds the reason on its lease within 5 s and says goodbye. A socket's row goes first, so
 * that nothing is answered or posted any more; then API Gateway closes it.
 */
export function createEndConnection(
  client: DynamoDBDocumentClient,
  tableName: string,
  gateway: Pick<SocketGateway, 'close'>,
): EndConnection {
  return async ({ userId, leaseId, kind, connectionId }, reason) => {
    const lease = {
      TableName: tableName,
      Key: { userId, leaseId },
      // A slot may have changed hands since it was read.
      ConditionExpression: 'connectionId = :connection',
    };
    const mine = { ':connection': connectionId };
    if (kind === 'sse') {
      return await wasWritten(
        client.send(
          new UpdateCommand({
            ...lease,
            UpdateExpression: 'SET endReason = :reason',
            ExpressionAttributeValues: { ...mine, ':reason': reason },
          }),
        ),
      );
    }
    const hadRow = await wasWritten(
      client.send(new DeleteCommand({ ...lease, ExpressionAttributeValues: mine })),
    );
    // Also without a row: a socket that lost it is closed all the same.
    await gateway.close(connectionId);
    return hadRow;
  };
}

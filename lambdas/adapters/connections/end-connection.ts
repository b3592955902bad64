import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../../core/clock.ts';
import { type ClosingPorts, closeSocket } from '../../../core/connection/close-socket.ts';
import type { EndConnection } from '../../../core/connection/end-connection.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';

/** What closing a socket works with; the machine's own clock and timer unless others are given. */
type EndingPorts = Omit<ClosingPorts, 'now' | 'pause'> & Partial<ClosingPorts>;

/**
 * A stream finds the reason on its lease within 5 s and sends `reconnect`. A socket's row goes first, so
 * that nothing is answered or posted any more; then API Gateway closes it, if need be once its
 * handshake is done.
 */
export function createEndConnection(
  client: DynamoDBDocumentClient,
  tableName: string,
  ports: EndingPorts,
): EndConnection {
  const closing = { now: systemClock, pause: (ms: number) => sleep(ms), ...ports };
  return async (connection, reason) => {
    const { userId, leaseId, kind, connectionId } = connection;
    const lease = {
      TableName: tableName,
      Key: { userId, leaseId },
      // A lease may have changed hands since it was read.
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
    await closeSocket(connection, closing);
    return hadRow;
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../../core/clock.ts';
import { type ClosingPorts, closeSocket } from '../../../core/connection/close-socket.ts';
import type { EndConnection } from '../../../core/connection/end-connection.ts';
import type { PostNotice } from '../../../core/connection/mailbox.ts';
import { conditionalUpdate } from '../dynamodb/conditional-update.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { leaseRowSchema } from './lease-row.ts';

const mailboxSchema = leaseRowSchema.shape.mailbox;

/** What closing a socket works with; the machine's own clock and timer unless others are given. */
type EndingPorts = Omit<ClosingPorts, 'now' | 'pause'> &
  Partial<ClosingPorts> & { readonly postNotice: PostNotice };

/**
 * A stream finds the reason on its lease, which one with a function of its own reads every 5 s, or is
 * notified of it through its process's mailbox within a second or so, and sends `reconnect`. The lease is
 * written first: a stream that was not notified still finds it there. A socket's row goes first, so that
 * nothing is answered or posted any more; then API Gateway closes it, if need be once its handshake is done.
 */
export function createEndConnection(
  client: DynamoDBDocumentClient,
  tableName: string,
  ports: EndingPorts,
): EndConnection {
  const { postNotice } = ports;
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
      const { isWritten, item } = await conditionalUpdate(
        client,
        {
          ...lease,
          UpdateExpression: 'SET endReason = :reason',
          ExpressionAttributeValues: { ...mine, ':reason': reason },
        },
        'ALL_NEW',
      );
      const mailboxId = isWritten ? mailboxSchema.parse(item?.mailbox) : undefined;
      if (mailboxId !== undefined) await postNotice(mailboxId, { connectionId, reason });
      return isWritten;
    }
    const hadRow = await wasWritten(
      client.send(new DeleteCommand({ ...lease, ExpressionAttributeValues: mine })),
    );
    // Also without a row: a socket that lost it is closed all the same.
    await closeSocket(connection, closing);
    return hadRow;
  };
}

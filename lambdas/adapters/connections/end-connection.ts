import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, systemClock } from '../../../core/clock.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import type { LeasedConnection, LeaseEndReason } from './lease-row.ts';
import { longestHandshakeMs, type PostResult, type SocketGateway } from './socket-gateway.ts';

/** What ends a connection needs to know of it. */
type Ending = Pick<
  LeasedConnection,
  'userId' | 'leaseId' | 'kind' | 'connectionId' | 'connectedAtMs'
>;

/** What closing a socket works with. */
export interface ClosingPorts {
  readonly gateway: Pick<SocketGateway, 'close'>;
  readonly now?: Clock;
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Told of a socket that may still be open, without its row. */
  readonly onUnclosed: (connection: Ending, result: PostResult) => void;
}

/** The pauses before each new try to close a socket. */
const closePausesMs = [100, 200, 400, 800, 1_600] as const;

/** Ends one connection; false when it had ended by itself. */
export type EndConnection = (connection: Ending, reason: LeaseEndReason) => Promise<boolean>;

/**
 * A stream finds the reason on its lease within 5 s and says goodbye. A socket's row goes first, so
 * that nothing is answered or posted any more; then API Gateway closes it, if need be once its
 * handshake is done.
 */
export function createEndConnection(
  client: DynamoDBDocumentClient,
  tableName: string,
  ports: ClosingPorts,
): EndConnection {
  return async (connection, reason) => {
    const { userId, leaseId, kind, connectionId } = connection;
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
    await close(connection, ports);
    return hadRow;
  };
}

async function close(
  connection: Ending,
  { gateway, now = systemClock, pause = sleep, onUnclosed }: ClosingPorts,
): Promise<void> {
  const { connectionId, connectedAtMs } = connection;
  let result = await gateway.close(connectionId);
  for (const pauseMs of closePausesMs) {
    if (result.kind === 'sent') return;
    if (result.kind === 'gone' && now() - connectedAtMs >= longestHandshakeMs) return;
    await pause(pauseMs);
    result = await gateway.close(connectionId);
  }
  if (result.kind !== 'sent') onUnclosed(connection, result);
}

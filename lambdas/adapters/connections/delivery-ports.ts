import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../../core/clock.ts';
import type { DeliveryPorts } from '../../../core/connection/socket-delivery.ts';
import type { Statistics } from '../../../core/statistics/statistics.ts';
import { createHopLog } from '../telemetry/hop-log.ts';
import { createSocketConnections } from './socket-connections.ts';
import { createSocketGateway } from './socket-gateway.ts';

/** What a courier delivers with; what does not arrive is counted and logged. */
export function createDeliveryPorts(
  { connectionsTableName }: { readonly connectionsTableName: string },
  options: {
    readonly client: DynamoDBDocumentClient;
    readonly statistics: Statistics;
    readonly logger: Logger;
  },
): DeliveryPorts {
  const { client, statistics, logger } = options;
  return {
    connections: createSocketConnections(client, connectionsTableName),
    gateway: createSocketGateway(),
    now: systemClock,
    pause: ms => pause(ms),
    statistics,
    logHop: createHopLog(logger),
    onDeliveryFailed: ({ connectionId, userId }, messageId, reason) => {
      const category = 'CONNECTION';
      const about = { connectionId, userId, messageId, reason, category };
      statistics.error('proposals', category);
      logger.warn('message delivery failed', about);
    },
  };
}

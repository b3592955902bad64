import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../core/clock.ts';
import type { RoomDeliveryPorts } from '../../core/room/deliver-events.ts';
import type { Statistics } from '../../core/statistics/statistics.ts';
import { createDeliveryPorts } from '../adapters/connections/delivery-ports.ts';
import { createSocketDirectory } from '../adapters/connections/socket-directory.ts';
import { createRooms } from '../adapters/workflows/rooms-table.ts';
import { createWorkflowsTable } from '../adapters/workflows/workflows-table.ts';
import type { Config } from './config.ts';

/** What delivering to rooms works with, made once at module scope. */
export function createRoomPorts(
  config: Config,
  options: {
    readonly client: DynamoDBDocumentClient;
    readonly statistics: Statistics;
    readonly logger: Logger;
  },
): RoomDeliveryPorts {
  const { client } = options;
  const delivery = createDeliveryPorts(config, options);
  const rooms = createRooms(client, config.roomsTableName, systemClock);
  return {
    ...delivery,
    connections: {
      ...delivery.connections,
      // A socket that is gone for good is in no room any more.
      close: async (userId, connectionId) => {
        await delivery.connections.close(userId, connectionId);
        await rooms.leaveAll(connectionId);
      },
    },
    directory: createSocketDirectory(client, config.connectionsTableName, systemClock),
    rooms,
    workflows: createWorkflowsTable(client, config.workflowsTableName),
  };
}

import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { type EndBannedPorts, endBanned } from '../../core/connection/end-banned.ts';
import { reportedBatch } from '../adapters/changes/reported-batch.ts';
import { createConnectionDirectory } from '../adapters/connections/connection-directory.ts';
import { createEndConnection } from '../adapters/connections/end-connection.ts';
import { createPostNotice } from '../adapters/connections/mailboxes.ts';
import { createSocketGateway } from '../adapters/connections/socket-gateway.ts';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createUserBans } from '../adapters/identity/users-table.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createAudit } from '../adapters/telemetry/telemetry.ts';
import { bannedUsers } from './banned-users.ts';
import { readConfig } from './config.ts';

/** The next batch of the shard waits for it. */
const auditBoundMs = 1_000;

const config = readConfig();
const logger = createLogger('user-bans');
const client = createDocumentClient();
const audit = createAudit(config, { client, logger, boundMs: auditBoundMs });
const ports: EndBannedPorts = {
  bans: createUserBans(client, config.usersTableName),
  directory: createConnectionDirectory(client, config.connectionsTableName, systemClock),
  endConnection: createEndConnection(client, config.connectionsTableName, {
    gateway: createSocketGateway(),
    postNotice: createPostNotice({
      client,
      tableName: config.limitsTableName,
      now: systemClock,
      onUnposted: (notice, error) => logger.warn('notice post failed', { ...notice, error }),
    }),
    onUnclosed: ({ userId, connectionId }, result) =>
      logger.warn('socket close failed', { userId, connectionId, ...result }),
  }),
  audit,
};

/** A batch of users that were written as banned; a throw makes the stream give it again. */
export async function handler(
  batch: DynamoDBStreamEvent,
  { awsRequestId }: Pick<Context, 'awsRequestId'>,
): Promise<void> {
  try {
    await reportedBatch(batch, logger, async ({ Records }) => {
      const users = bannedUsers(Records);
      const summary = await endBanned(users, awsRequestId, ports);
      logger.info('ended the connections of banned users', { users: users.length, ...summary });
    });
  } finally {
    await audit.settled();
  }
}

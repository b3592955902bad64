import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../core/clock.ts';
import { longestLeaseSeconds } from '../../core/stream/longest-lease.ts';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import { failureCategory } from '../../core/wire/failure-category.ts';
import { createOutbox } from '../adapters/changes/outbox-table.ts';
import { createConnectionDirectory } from '../adapters/connections/connection-directory.ts';
import { createEndConnection } from '../adapters/connections/end-connection.ts';
import { createPostNotice } from '../adapters/connections/mailboxes.ts';
import { createSocketGateway } from '../adapters/connections/socket-gateway.ts';
import { createRevocations } from '../adapters/identity/revocations-table.ts';
import { createCredentialKeys } from '../adapters/identity/token-key.ts';
import { createDrains } from '../adapters/limits/drains.ts';
import { createRequestRates } from '../adapters/limits/request-rates.ts';
import { createEventLogTable } from '../adapters/log/event-log-table.ts';
import { createPaymentStreamLists } from '../adapters/payment-streams/payment-stream-lists.ts';
import { createPaymentStreamsTable } from '../adapters/payment-streams/payment-streams-table.ts';
import { endpointSource } from '../adapters/runtime/endpoints.ts';
import { createParameterReader } from '../adapters/runtime/parameter.ts';
import { createAuditLog } from '../adapters/telemetry/audit-log.ts';
import { createHoursTable } from '../adapters/telemetry/hours-table.ts';
import { createStatisticsTable } from '../adapters/telemetry/statistics-table.ts';
import { createDeliveries } from '../adapters/webhooks/deliveries-table.ts';
import { createMakers } from '../adapters/webhooks/makers.ts';
import { createWakeQueue } from '../adapters/webhooks/wake-queue.ts';
import { createWebhookSecrets } from '../adapters/webhooks/webhook-secrets.ts';
import { createWebhooksTable } from '../adapters/webhooks/webhooks-table.ts';
import { createBulkTable } from '../adapters/workflows/bulk-table.ts';
import { createRooms } from '../adapters/workflows/rooms-table.ts';
import { createStartBulk } from '../adapters/workflows/start-bulk.ts';
import { createWorkflowLists } from '../adapters/workflows/workflow-lists.ts';
import { createWorkflowsTable } from '../adapters/workflows/workflows-table.ts';
import type { Config } from './config.ts';
import { createContracts } from './contracts.ts';
import type { ManagementPorts } from './ports.ts';

/** What the function works with, made once at module scope. */
export function createManagementPorts(
  config: Config,
  options: {
    readonly client: DynamoDBDocumentClient;
    readonly logger: Logger;
    readonly telemetry: Telemetry;
  },
): ManagementPorts {
  const { client, logger, telemetry } = options;
  const { connectionsTableName } = config;
  const gateway = createSocketGateway();
  const revocations = createRevocations(client, config);
  return {
    config,
    keys: createCredentialKeys(config, logger),
    revocations,
    directory: createConnectionDirectory(client, connectionsTableName, systemClock),
    endConnection: createEndConnection(client, connectionsTableName, {
      gateway,
      postNotice: createPostNotice({
        client,
        tableName: config.limitsTableName,
        now: systemClock,
        onUnposted: (notice, error) => logger.warn('notice post failed', { ...notice, error }),
      }),
      onUnclosed: ({ userId, connectionId }, result) =>
        logger.warn('socket close failed', { userId, connectionId, ...result }),
    }),
    outbox: createOutbox(client, config.outboxTableName, systemClock),
    paymentStreams: createPaymentStreamsTable(client, config.paymentStreamsTableName),
    paymentStreamLists: createPaymentStreamLists(client, config.paymentStreamsTableName),
    workflows: createWorkflowsTable(client, config.workflowsTableName),
    workflowLists: createWorkflowLists(client, config.workflowsTableName),
    bulk: createBulkTable(client, config),
    startBulk: createStartBulk(config.bulkStateMachineArn),
    onUnstarted: (error, bulkOperationId) =>
      logger.warn('bulk operation not started, the sweeper starts it', { error, bulkOperationId }),
    webhooks: createWebhooksTable(client, config, unread => {
      logger.error('a webhook cannot be read and is not listed', { ...unread });
    }),
    deliveries: createDeliveries(client, config),
    wakeWebhooks: createWakeQueue(config.webhookQueueUrl),
    webhookSecrets: createWebhookSecrets(config.webhookKeyArn, logger),
    makers: createMakers(client, revocations, config.usersTableName),
    rooms: createRooms(client, config.roomsTableName, systemClock),
    segments: createEventLogTable(client, config.eventLogTableName),
    longestLeaseSeconds: longestLeaseSeconds(config.streamLifetimeSeconds),
    now: systemClock,
    audit: telemetry.audit,
    auditLog: createAuditLog(client, config.auditTableName),
    statistics: telemetry.statistics,
    meter: telemetry.meter,
    counted: createStatisticsTable(client, config.statisticsTableName),
    countedHours: createHoursTable(client, config.statisticsTableName),
    pause: ms => pause(ms),
    rates: createRequestRates(client, config.limitsTableName, systemClock, error =>
      logger.warn('request rate could not be counted', { error }),
    ),
    drains: createDrains(client, config.limitsTableName, systemClock, error =>
      logger.warn('drain state could not be read', { error }),
    ),
    gateway,
    contracts: createContracts(
      join(config.lambdaTaskRoot, 'contracts'),
      endpointSource(config.endpointsParameter, createParameterReader(), {
        now: systemClock,
        onStale: (error, ageMs) =>
          logger.warn('endpoints read failed, cached endpoints are used', { error, ageMs }),
      }),
    ),
    onFailure: (error, context) =>
      logger.error('management request failed', {
        error,
        category: failureCategory(error),
        ...context,
      }),
  };
}

import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { failureCategory } from '../../core/error/failure-category.ts';
import { createAccounts } from '../adapters/accounts.ts';
import { createAuditLog } from '../adapters/audit-log.ts';
import { createConnectionDirectory } from '../adapters/connection-directory.ts';
import { createDocumentClient } from '../adapters/document-client.ts';
import { createEndConnection } from '../adapters/end-connection.ts';
import { createEventLogTable } from '../adapters/event-log-table.ts';
import { createLogger } from '../adapters/logger.ts';
import { createOutbox } from '../adapters/outbox-table.ts';
import { createRequestRates } from '../adapters/request-rates.ts';
import { createRevocations } from '../adapters/revocations-table.ts';
import { createSocketGateway } from '../adapters/socket-gateway.ts';
import { createStatisticsTable } from '../adapters/statistics-table.ts';
import { createCredentialKeys } from '../adapters/token-key.ts';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { requestOf } from './request.ts';
import { writeAnswer } from './write-answer.ts';

/** Nobody waits for it: the answer has left by then. */
const accountsBoundMs = 3_000;

const config = readConfig();
const logger = createLogger('management');
const client = createDocumentClient();
const { connectionsTableName } = config;
const endConnection = createEndConnection(client, connectionsTableName, {
  gateway: createSocketGateway(),
  onUnclosed: ({ userId, connectionId }, result) =>
    logger.warn('a socket could not be closed', { userId, connectionId, ...result }),
});
const accounts = createAccounts(config, { client, logger, boundMs: accountsBoundMs });
const app = createApp({
  config,
  keys: createCredentialKeys(config),
  revocations: createRevocations(client, config.revocationsTableName),
  directory: createConnectionDirectory(client, connectionsTableName, systemClock),
  endConnection,
  outbox: createOutbox(client, config.outboxTableName, systemClock),
  segments: createEventLogTable(client, config.eventLogTableName),
  now: systemClock,
  audit: accounts.audit,
  auditLog: createAuditLog(client, config.auditTableName),
  statistics: accounts.statistics,
  counted: createStatisticsTable(client, config.statisticsTableName),
  pause: ms => pause(ms),
  rates: createRequestRates(client, config.limitsTableName, systemClock, error =>
    logger.warn('a request could not be counted', { error }),
  ),
  onFailure: (error, context) =>
    logger.error('a request failed', { error, category: failureCategory(error), ...context }),
});

/** One request of the management API: answered first, then followed by what is written about it. */
export const handler = awslambda.streamifyResponse(
  async (event: APIGatewayProxyEventV2, responseStream: Writable, lambdaContext: Context) => {
    logger.appendKeys({ requestId: lambdaContext.awsRequestId });
    const answer = await app.fetch(requestOf(event), { event, lambdaContext });
    await writeAnswer(responseStream, answer);
    await accounts.settled();
  },
);

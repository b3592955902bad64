import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../core/clock.ts';
import { createConnectAttempts } from '../../core/limit/connect-attempts.ts';
import { LogReader } from '../../core/log/log-reader.ts';
import type { AnswerPorts } from '../../core/socket/answer-message.ts';
import type { ConnectPorts } from '../../core/socket/connect.ts';
import { failureCategory } from '../../core/wire/failure-category.ts';
import { requestIdSchema } from '../../core/wire/socket/client-message.ts';
import { createAddressLeases } from '../adapters/connections/address-leases.ts';
import { createSocketConnections } from '../adapters/connections/socket-connections.ts';
import { createSocketGateway } from '../adapters/connections/socket-gateway.ts';
import { createSocketLeases } from '../adapters/connections/socket-leases.ts';
import { createRevocations } from '../adapters/identity/revocations-table.ts';
import { tokenRules } from '../adapters/identity/token-environment.ts';
import { createTokenKey } from '../adapters/identity/token-key.ts';
import { createDrains } from '../adapters/limits/drains.ts';
import { createRequestRates } from '../adapters/limits/request-rates.ts';
import { createEventLogTable } from '../adapters/log/event-log-table.ts';
import { createProposalLists } from '../adapters/proposals/proposal-lists.ts';
import { createProposalsTable } from '../adapters/proposals/proposals-table.ts';
import { createRooms } from '../adapters/workflows/rooms-table.ts';
import { createWorkflowsTable } from '../adapters/workflows/workflows-table.ts';
import type { Config } from './config.ts';

export type SocketPorts = ConnectPorts & AnswerPorts;

/** What the function works with, made once at module scope. */
export function createSocketPorts(
  config: Config,
  { client, logger }: { readonly client: DynamoDBDocumentClient; readonly logger: Logger },
): SocketPorts {
  const rates = createRequestRates(client, config.limitsTableName, systemClock, error =>
    logger.warn('request rate could not be counted', { error }),
  );
  return {
    attempts: createConnectAttempts(rates, config.attemptsPerAddress),
    drains: createDrains(client, config.limitsTableName, systemClock, error =>
      logger.warn('drain state could not be read', { error }),
    ),
    store: createProposalsTable(client, config),
    lists: createProposalLists(client, config.proposalsTableName),
    connections: createSocketConnections(client, config.connectionsTableName),
    addresses: createAddressLeases({
      client,
      tableName: config.limitsTableName,
      cap: config.connectionsPerAddress,
      now: systemClock,
    }),
    rates,
    leases: createSocketLeases(client, config.limitsTableName),
    rooms: createRooms(client, config.roomsTableName, systemClock),
    workflows: createWorkflowsTable(client, config.workflowsTableName),
    workflowLog: new LogReader({
      store: createEventLogTable(client, config.eventLogTableName),
      channel: 'workflows',
      clock: systemClock,
    }),
    gateway: createSocketGateway(),
    revocations: createRevocations(client, config),
    tokenKey: createTokenKey(config, logger),
    ...tokenRules(config),
    timeoutMs: config.proposalTimeoutSeconds * 1_000,
    currencies: config.currencies,
    now: systemClock,
    onFailure: (error, context) =>
      logger.error('socket message failed', {
        error,
        category: failureCategory(error),
        ...context,
        requestId: requestIdSchema.safeParse(context.requestId).data,
      }),
  };
}

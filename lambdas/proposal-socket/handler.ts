import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { failureCategory } from '../../core/error/failure-category.ts';
import { categoryOf } from '../../core/wire/error-category.ts';
import { createAccounts } from '../adapters/accounts.ts';
import { createAddressSlots } from '../adapters/address-slots.ts';
import { createDocumentClient } from '../adapters/document-client.ts';
import { createLogger } from '../adapters/logger.ts';
import { createProposalLists } from '../adapters/proposal-lists.ts';
import { createProposalsTable } from '../adapters/proposals-table.ts';
import { createRevocations } from '../adapters/revocations-table.ts';
import { createSocketConnections } from '../adapters/socket-connections.ts';
import { createSocketGateway } from '../adapters/socket-gateway.ts';
import { createSocketPlaces } from '../adapters/socket-places.ts';
import { createTokenKeySource } from '../adapters/token-key.ts';
import { auditedConnect, auditedMessage, codeOf, connectCodes } from './account-socket.ts';
import { answerMessage } from './answer-message.ts';
import { readConfig } from './config.ts';
import { connect, leave } from './connect.ts';
import { isLastWord, sayLastWord } from './last-word.ts';
import { parseSocketEvent, type SocketEvent } from './socket-event.ts';

/**
 * The answer waits for it, because a function freezes once it has answered. Far more than a row takes;
 * one that takes longer goes to the log.
 */
const accountsBoundMs = 250;

/** A message more would cost a write more; what an environment counted last waits for its next one. */
const statisticsEveryMs = 10_000;

const config = readConfig();
const logger = createLogger('proposal-socket');
const client = createDocumentClient();
const accounts = createAccounts(config, {
  client,
  logger,
  boundMs: accountsBoundMs,
  flushEveryMs: statisticsEveryMs,
});
const { audit, statistics } = accounts;
const connections = createSocketConnections(client, config.connectionsTableName);
const ports = {
  store: createProposalsTable(client, config),
  lists: createProposalLists(client, config.proposalsTableName),
  connections,
  addresses: createAddressSlots({
    client,
    tableName: config.limitsTableName,
    cap: config.connectionsPerAddress,
    now: systemClock,
  }),
  places: createSocketPlaces(client, config.limitsTableName),
  gateway: createSocketGateway(),
  revocations: createRevocations(client, config.revocationsTableName),
  tokenKey: createTokenKeySource(config.tokenEnvironment),
  issuer: config.issuer,
  audience: config.audience,
  timeoutMs: config.timeoutMs,
  now: systemClock,
  onFailure: (error: unknown, context: object) =>
    logger.error('a message could not be carried out', {
      error,
      category: failureCategory(error),
      ...context,
    }),
};

/** Every event of every bettor's socket; what is returned for a message is its answer. */
export async function handler(event: unknown): Promise<APIGatewayProxyStructuredResultV2> {
  const received = parseSocketEvent(event);
  const { userId, connectionId } = received.speaker;
  logger.appendKeys({ userId, connectionId, correlationId: received.eventId });
  try {
    return await handle(received);
  } catch (error) {
    statistics.error('proposals', failureCategory(error));
    throw error;
  } finally {
    await accounts.settled();
  }
}

async function handle(received: SocketEvent): Promise<APIGatewayProxyStructuredResultV2> {
  switch (received.type) {
    case 'CONNECT':
      return await handleConnect(received);
    case 'DISCONNECT':
      await leave(received, ports);
      logger.info('disconnected');
      return { statusCode: 200 };
    case 'MESSAGE':
      return await handleMessage(received);
  }
}

async function handleConnect(received: SocketEvent): Promise<APIGatewayProxyStructuredResultV2> {
  statistics.request('proposals');
  const { replaced, ...answer } = await connect(received, ports);
  const { statusCode } = answer;
  const code = statusCode === 200 ? undefined : connectCodes[statusCode];
  const category = code && categoryOf(code);
  if (category !== undefined) statistics.error('proposals', category);
  audit.record(auditedConnect(received, answer, systemClock()));
  logger.info('connecting', { statusCode, replaced, code, category });
  return answer;
}

async function handleMessage(received: SocketEvent): Promise<APIGatewayProxyStructuredResultV2> {
  const answer = await answerAndLog(received);
  if (!isLastWord(answer)) return { statusCode: 200, body: JSON.stringify(answer) };
  const closed = await sayLastWord(answer, received.speaker.connectionId, ports.gateway);
  if (closed.kind === 'failed') logger.warn('a socket could not be closed', { ...closed });
  return { statusCode: 200 };
}

async function answerAndLog(received: SocketEvent) {
  statistics.request('proposals');
  const answer = await answerMessage(received, ports);
  const { event, requestId, data } = answer;
  const code = codeOf(answer);
  const category = code && categoryOf(code);
  if (category !== undefined) statistics.error('proposals', category);
  const entry = auditedMessage(received, answer, systemClock());
  if (entry !== undefined) audit.record(entry);
  const proposalId = 'proposalId' in data ? data.proposalId : undefined;
  logger.info('answered', { event, requestId, code, category, proposalId });
  return answer;
}

import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { createDocumentClient } from '../adapters/document-client.ts';
import { createLogger } from '../adapters/logger.ts';
import { createProposalLists } from '../adapters/proposal-lists.ts';
import { createProposalsTable } from '../adapters/proposals-table.ts';
import { createRevocations } from '../adapters/revocations-table.ts';
import { createSocketConnections } from '../adapters/socket-connections.ts';
import { createSocketGateway } from '../adapters/socket-gateway.ts';
import { createTokenKeySource } from '../adapters/token-key.ts';
import { answerMessage } from './answer-message.ts';
import { readConfig } from './config.ts';
import { connect } from './connect.ts';
import { parseSocketEvent, type SocketEvent } from './socket-event.ts';

const config = readConfig();
const logger = createLogger('proposal-socket');
const client = createDocumentClient();
const connections = createSocketConnections(client, config.connectionsTableName);
const ports = {
  store: createProposalsTable(client, config),
  lists: createProposalLists(client, config.proposalsTableName),
  connections,
  gateway: createSocketGateway(),
  revocations: createRevocations(client, config.revocationsTableName),
  tokenKey: createTokenKeySource(config.tokenEnvironment),
  issuer: config.issuer,
  audience: config.audience,
  timeoutMs: config.timeoutMs,
  now: systemClock,
  onFailure: (error: unknown, context: object) =>
    logger.error('a message could not be carried out', { error, ...context }),
};

/** Every event of every bettor's socket; what is returned for a message is its answer. */
export async function handler(event: unknown): Promise<APIGatewayProxyStructuredResultV2> {
  const received = parseSocketEvent(event);
  const { userId, connectionId } = received.speaker;
  logger.appendKeys({ userId, connectionId });
  switch (received.type) {
    case 'CONNECT': {
      const { replaced, ...answer } = await connect(received, ports);
      logger.info('connecting', { statusCode: answer.statusCode, replaced });
      return answer;
    }
    case 'DISCONNECT':
      await connections.close(userId, connectionId);
      logger.info('disconnected');
      return { statusCode: 200 };
    case 'MESSAGE':
      return { statusCode: 200, body: JSON.stringify(await answerAndLog(received)) };
  }
}

async function answerAndLog(received: SocketEvent) {
  const answer = await answerMessage(received, ports);
  const { event, requestId, data } = answer;
  const code = 'code' in data ? data.code : undefined;
  const proposalId = 'proposalId' in data ? data.proposalId : undefined;
  logger.info('answered', { event, requestId, code, proposalId });
  return answer;
}

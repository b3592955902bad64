import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Accounts } from '../adapters/accounts.ts';
import { accountConnect, accountMessage } from './account-socket.ts';
import { answerMessage } from './answer-message.ts';
import { connect, leave } from './connect.ts';
import { isLastWord, sayLastWord } from './last-word.ts';
import type { SocketEvent } from './socket-event.ts';
import type { SocketPorts } from './socket-ports.ts';

/** What carrying out works with. */
export interface CarryOutContext {
  readonly ports: SocketPorts;
  readonly accounts: Accounts;
  readonly logger: Logger;
}

/** Does what an event asks for, and says in the accounts that it did. */
export async function carryOut(
  received: SocketEvent,
  { ports, accounts, logger }: CarryOutContext,
): Promise<APIGatewayProxyStructuredResultV2> {
  switch (received.type) {
    case 'CONNECT': {
      accounts.statistics.request('proposals');
      const { replaced, ...answer } = await connect(received, ports);
      accountConnect(received, { ...answer, replaced }, { ...accounts, logger });
      return answer;
    }
    case 'DISCONNECT':
      await leave(received, ports);
      logger.info('disconnected');
      return { statusCode: 200 };
    case 'MESSAGE': {
      accounts.statistics.request('proposals');
      const answer = await answerMessage(received, ports);
      accountMessage(received, answer, { ...accounts, logger });
      if (!isLastWord(answer)) return { statusCode: 200, body: JSON.stringify(answer) };
      const closed = await sayLastWord(answer, received.speaker.connectionId, ports.gateway);
      if (closed.kind === 'failed') logger.warn('a socket could not be closed', { ...closed });
      return { statusCode: 200 };
    }
  }
}

import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import { drainNotice } from '../adapters/connections/drain-notice.ts';
import { accountConnect, accountMessage } from './account-socket.ts';
import { answerMessage } from './answer-message.ts';
import { connect, leave } from './connect.ts';
import { isLastWord, sayLastWords } from './last-word.ts';
import type { SocketEvent } from './socket-event.ts';
import type { SocketPorts } from './socket-ports.ts';

/** What carrying out works with. */
export interface CarryOutContext {
  readonly ports: SocketPorts;
  readonly accounts: Telemetry;
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
      const { replaced, code, ...answer } = await connect(received, ports);
      const { statusCode } = answer;
      accountConnect(
        received,
        { statusCode, replaced, ...(code && { code }) },
        { ...accounts, logger },
      );
      return answer;
    }
    case 'DISCONNECT':
      await leave(received, ports);
      logger.info('disconnected');
      return { statusCode: 200 };
    case 'MESSAGE': {
      accounts.statistics.request('proposals');
      const [answer, drain] = await Promise.all([
        answerMessage(received, ports),
        ports.drains.current(),
      ]);
      accountMessage(received, answer, { ...accounts, logger });
      const { eventId, speaker } = received;
      const words = isLastWord(answer)
        ? [answer]
        : drain && [answer, drainNotice(`${eventId}.drain`, drain, ports.now())];
      if (words === undefined) return { statusCode: 200, body: JSON.stringify(answer) };
      // Without its row it is told nothing more; one that lost it has none.
      if (drain !== undefined) await ports.connections.close(speaker.userId, speaker.connectionId);
      const closed = await sayLastWords(words, speaker.connectionId, ports.gateway);
      if (closed.kind === 'failed') logger.warn('a socket could not be closed', { ...closed });
      return { statusCode: 200 };
    }
  }
}

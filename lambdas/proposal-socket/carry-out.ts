import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { answerMessage } from '../../core/socket/answer-message.ts';
import { connect, leave } from '../../core/socket/connect.ts';
import { finalMessages, postAndClose } from '../../core/socket/final-answer.ts';
import type { SocketEvent } from '../../core/socket/socket-event.ts';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import { reportConnect, reportMessage } from './report-socket.ts';
import type { SocketPorts } from './socket-ports.ts';

/** What carrying out works with. */
export interface CarryOutContext {
  readonly ports: SocketPorts;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

/** Does what an event asks for, and reports that it did. */
export async function carryOut(
  received: SocketEvent,
  { ports, telemetry, logger }: CarryOutContext,
): Promise<APIGatewayProxyStructuredResultV2> {
  switch (received.type) {
    case 'CONNECT': {
      telemetry.statistics.request('proposals');
      const { replaced, code, ...answer } = await connect(received, ports);
      const { statusCode } = answer;
      reportConnect(
        received,
        { statusCode, replaced, ...(code && { code }) },
        { ...telemetry, logger },
      );
      return answer;
    }
    case 'DISCONNECT':
      await leave(received, ports);
      logger.info('socket disconnected');
      return { statusCode: 200 };
    case 'MESSAGE': {
      telemetry.statistics.request('proposals');
      const [answer, drain] = await Promise.all([
        answerMessage(received, ports),
        ports.drains.current(),
      ]);
      reportMessage(received, answer, { ...telemetry, logger });
      const { eventId, user } = received;
      const messages = finalMessages(answer, eventId, drain, ports.now());
      if (messages === undefined) return { statusCode: 200, body: JSON.stringify(answer) };
      // Without its row it gets nothing more; one that lost it has none.
      if (drain !== undefined) await ports.connections.close(user.userId, user.connectionId);
      const closed = await postAndClose(messages, user.connectionId, ports.gateway);
      if (closed.kind === 'failed') logger.warn('socket close failed', { ...closed });
      return { statusCode: 200 };
    }
  }
}

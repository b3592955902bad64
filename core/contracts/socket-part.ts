import type { ClientAction } from '../wire/socket/client-message.ts';
import { type Message, type Operation, refTo } from './async-api-document.ts';
import { type DocumentPart, message, messagesIn, messagesOf } from './document-part.ts';
import {
  clientActions,
  clientMessageName,
  pushedMessages,
  serverEvents,
  serverMessageName,
  serverSummaries,
  socketActions,
} from './socket-messages.ts';

const channel = 'proposals';

/** By what an answer is known to be one, and of which message. */
export const requestIds = {
  requestId: {
    description: 'A name that the client gave its message; whatever answers it has it too',
    location: '$message.payload#/requestId',
  },
};

const correlationId = refTo('components', 'correlationIds', 'requestId');

/** The socket: what may be asked for over it, how that is answered, and what comes unasked. */
export function socketPart(): DocumentPart {
  const names = [...clientActions.map(clientMessageName), ...serverEvents.map(serverMessageName)];
  const asked = clientActions.map(action => [`socket.${action}`, asking(action)] as const);
  const pushed: Operation = {
    action: 'send',
    channel: refTo('channels', channel),
    summary: 'What comes over a socket unasked',
    messages: messagesIn(channel, pushedMessages.map(serverMessageName)),
  };
  return {
    channels: {
      [channel]: {
        address: '/',
        title: 'Proposals',
        description:
          'The WebSocket of proposals between bettors, of the inbox, and of subscriptions to workflows. Each message is JSON text. Open to everyone signed in.',
        messages: messagesOf(names),
        bindings: { ws: { method: 'GET', query: handshakeQuery, bindingVersion: '0.1.0' } },
        'x-readers': 'signed-in',
      },
    },
    operations: { ...Object.fromEntries(asked), 'socket.pushed': pushed },
    messages: { ...clientMessages(), ...serverMessages() },
  };
}

const handshakeQuery = {
  type: 'object',
  properties: {
    clientType: { type: 'string', description: 'What the client says it is, such as `ios`' },
    username: { type: 'string', description: 'A name that the client says, for people to read' },
  },
};

function asking(action: ClientAction): Operation {
  const { summary, answers } = socketActions[action];
  const at = refTo('channels', channel);
  return {
    action: 'receive',
    channel: at,
    summary,
    messages: messagesIn(channel, [clientMessageName(action)]),
    reply: { channel: at, messages: messagesIn(channel, answers.map(serverMessageName)) },
  };
}

function clientMessages(): Readonly<Record<string, Message>> {
  return Object.fromEntries(
    clientActions.map(action => {
      const name = clientMessageName(action);
      return [name, message(name, action, socketActions[action].summary, { correlationId })];
    }),
  );
}

function serverMessages(): Readonly<Record<string, Message>> {
  return Object.fromEntries(
    serverEvents.map(event => {
      const name = serverMessageName(event);
      return [name, message(name, event, serverSummaries[event], { correlationId })];
    }),
  );
}

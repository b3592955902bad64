import * as z from 'zod';
import { timeMs } from '../wire/payload/field.ts';
import {
  actionSchemas,
  type ClientAction,
  requestIdSchema,
} from '../wire/socket/client-message.ts';
import { type ServerEvent, serverDataSchemas } from '../wire/socket/server-message.ts';
import { type JsonSchema, jsonSchemasOf } from './json-schemas.ts';

/** What a client may ask for over a socket, and what it is answered. */
interface Action {
  readonly summary: string;
  /** What an answer can be. */
  readonly answers: readonly ServerEvent[];
  /** Whether the action is refused without a `requestId`. @default false */
  readonly isNamed?: boolean;
}

/** Every action of a socket. */
export const socketActions: Readonly<Record<ClientAction, Action>> = {
  create_pago_proposal: {
    summary: 'Makes a pago proposal',
    answers: ['proposal_created', 'proposal_error'],
    isNamed: true,
  },
  create_doy_proposal: {
    summary: 'Makes a doy proposal',
    answers: ['proposal_created', 'proposal_error'],
    isNamed: true,
  },
  respond_to_proposal: {
    summary: 'Accepts or rejects a proposal that was made to the user',
    answers: ['proposal_result', 'proposal_error'],
  },
  cancel_proposal: {
    summary: 'Cancels a proposal that the user made',
    answers: ['proposal_result', 'proposal_error'],
  },
  get_pending_proposals: {
    summary: 'Lists what is pending, and what was decided within the last hour',
    answers: ['pending_proposals', 'proposal_error'],
  },
  subscribe_workflow: {
    summary: 'Subscribes to a workflow, and asks for what came after a cursor',
    answers: ['subscribed', 'error'],
  },
  unsubscribe_workflow: {
    summary: 'Ends a subscription to a workflow',
    answers: ['unsubscribed', 'error'],
  },
  authenticate: {
    summary: 'Gives the socket a fresh token of its user',
    answers: ['authenticated', 'authentication_error', 'proposal_error'],
  },
  ping: {
    summary: 'Keeps the socket open',
    answers: ['pong', 'proposal_error'],
  },
};

/** What each message of the server is for. */
export const serverSummaries: Readonly<Record<ServerEvent, string>> = {
  proposal_created: 'The proposal that was asked for is made',
  proposal_received: 'A proposal was made to the user',
  proposal_result: 'A proposal of the user was decided',
  pending_proposals: 'A page of what is pending and of what was decided within the last hour',
  proposal_error: 'What was asked for is refused',
  authenticated: 'The fresh token counts from now on',
  authentication_error: 'The fresh token is refused; the one before still counts',
  pong: 'The answer to a ping',
  reconnect: 'The socket is closed next, though nothing is wrong with it',
  inbox_event: 'An event that is addressed to the user',
  workflow_event: 'A workflow changed that is subscribed to, or that concerns the user',
  subscribed: 'The subscription, and what came after the cursor',
  unsubscribed: 'The subscription has ended',
  error: 'A subscription is refused',
};

/** What a socket is sent without having asked. */
export const pushedMessages: readonly ServerEvent[] = [
  'proposal_received',
  'proposal_result',
  'pending_proposals',
  'inbox_event',
  'workflow_event',
  'reconnect',
];

/** Apart from each other, and from events and frames: `ping` is a frame as well as an action. */
export const clientMessageName = (action: ClientAction): string => `client.${action}`;
export const serverMessageName = (event: ServerEvent): string => `server.${event}`;

/** Every action of a socket, in its order. */
export const clientActions = Object.keys(socketActions) as readonly ClientAction[];

/** Every message of the server, in its order. */
export const serverEvents = Object.keys(serverSummaries) as readonly ServerEvent[];

/** What a client sends, by {@link clientMessageName}, as strict as it is judged; for references `at` a place. */
export function clientMessageSchemas(at: string): Readonly<Record<string, JsonSchema>> {
  const schemas = clientActions.map((action): [string, z.ZodType] => [
    clientMessageName(action),
    clientMessage(action),
  ]);
  return jsonSchemasOf(Object.fromEntries(schemas), { sentBy: 'client', at });
}

function clientMessage(action: ClientAction): z.ZodType {
  const { isNamed = false } = socketActions[action];
  return z.looseObject({
    action: z.literal(action),
    requestId: isNamed ? requestIdSchema : requestIdSchema.optional(),
    data: actionSchemas[action],
  });
}

/** What the server sends, by {@link serverMessageName}; it may gain fields. */
export const serverMessageSchemas: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  serverEvents.map(event => [serverMessageName(event), serverMessage(event)]),
);

function serverMessage(event: ServerEvent): z.ZodType {
  return z.looseObject({
    event: z.literal(event),
    requestId: z
      .union([z.string(), z.number()])
      .optional()
      .describe('Of the message that this answers, as it was sent'),
    id: z.string().describe('The same wherever the same message is delivered'),
    data: serverDataSchemas[event],
    timestamp: timeMs,
  });
}

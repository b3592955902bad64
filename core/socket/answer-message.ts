import type { MessageVerdict, SocketConnection } from '../connection/socket-connections.ts';
import type { RequestRates } from '../limit/request-rates.ts';
import { mayPropose, proposeExpectation } from '../proposal/may-propose.ts';
import { readPendingPage } from '../proposal/pending-page.ts';
import type { DeskPorts } from '../proposal/proposal-desk.ts';
import { createProposal, endProposal } from '../proposal/proposal-desk.ts';
import type { ProposalLists } from '../proposal/proposal-lists.ts';
import {
  type Answering,
  pendingProposals,
  proposalCreated,
  proposalError,
  proposalResult,
} from '../proposal/proposal-message.ts';
import { cancellationRate, creationRate, rateRefusal } from '../proposal/proposal-rates.ts';
import { type Refusal, refuse } from '../proposal/refusal.ts';
import {
  type ActionData,
  type ClientMessage,
  type EchoedId,
  parseClientMessage,
} from '../wire/socket/client-message.ts';
import type { ProposalKind } from '../wire/socket/proposal.ts';
import type { ServerMessage } from '../wire/socket/server-message.ts';
import { type AuthenticatePorts, authenticate, closedHere, refusedToken } from './authenticate.ts';
import type { SocketUser } from './socket-event.ts';

/** What answering works with. */
export interface AnswerPorts extends DeskPorts, AuthenticatePorts {
  readonly lists: ProposalLists;
  readonly rates: RequestRates;
  /** Called with what should not have happened; the client learns only that it did. */
  readonly onFailure: (error: unknown, context: MessageContext) => void;
}

/** What one message is about, for the log. */
export interface MessageContext {
  readonly action?: string;
  readonly requestId?: EchoedId;
  readonly proposalId?: string;
}

/** A message as it came. */
export interface ReceivedText {
  readonly user: SocketUser;
  /** Milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
  /** Unique to this message: the id of an answer that has none of its own. */
  readonly eventId: string;
  readonly text: string;
}

/** The one answer to one message. Never throws: a failure is answered too. */
export async function answerMessage(
  received: ReceivedText,
  ports: AnswerPorts,
): Promise<ServerMessage> {
  const { eventId, text } = received;
  const parsed = parseClientMessage(text);
  const context = parsed.kind === 'message' ? contextOf(parsed.message) : recognised(parsed);
  try {
    const { userId, connectionId } = received.user;
    const { connectedAtMs } = received;
    const nowMs = ports.now();
    // What cannot be read counts too: it costs as much.
    const counted = await ports.connections.countMessage({
      userId,
      connectionId,
      connectedAtMs,
      nowMs,
    });
    if (counted.kind !== 'counted') return uncounted(counted, received, context, nowMs);
    if (parsed.kind === 'message')
      return await answer(parsed.message, received, counted.connection, ports);
    return refusalAnswer(eventId, refuse(parsed.code, parsed.reason), context, ports.now());
  } catch (error) {
    ports.onFailure(error, context);
    const refusal = refuse('INTERNAL_ERROR', 'the request could not be carried out; try it again');
    return refusalAnswer(eventId, refusal, context, ports.now());
  }
}

/** The answer to a message that is not looked at. */
function uncounted(
  verdict: Exclude<MessageVerdict, { readonly kind: 'counted' }>,
  { eventId }: ReceivedText,
  context: MessageContext,
  now: number,
): ServerMessage {
  if (verdict.kind === 'too-many') {
    const { retryAfterMs } = verdict;
    const refusal = refuse(
      'RATE_LIMITED',
      'received more than 100 messages in 10 s; expected fewer',
    );
    return refusalAnswer(eventId, { ...refusal, retryAfterMs }, context, now);
  }
  const refusal = refuse('CONNECTION_UNKNOWN', closedHere);
  if (context.action !== 'authenticate') return refusalAnswer(eventId, refusal, context, now);
  const { requestId } = context;
  const { data } = refusedToken('CONNECTION_UNKNOWN', closedHere);
  const frame = { id: eventId, timestamp: now, ...(requestId === undefined ? {} : { requestId }) };
  return { event: 'authentication_error', data, ...frame };
}

async function answer(
  message: ClientMessage,
  received: ReceivedText,
  { role, permissions, tokenExpiresAtMs }: SocketConnection,
  ports: AnswerPorts,
): Promise<ServerMessage> {
  const { eventId } = received;
  const answering = { ...requestOf(message), now: ports.now() };
  if (message.action === 'authenticate') {
    return await answerAuthenticate(message.data, received, answering, ports);
  }
  // The row has the token that came last: the one that opened the socket, or a fresher one.
  if (ports.now() >= tokenExpiresAtMs) {
    const refusal = refuse('TOKEN_EXPIRED', 'the token has expired; authenticate with a fresh one');
    return refusalAnswer(eventId, refusal, contextOf(message), ports.now());
  }
  // Of the row, as the token's end is: it may have changed since the socket was opened.
  if (makesBet(message) && !mayPropose({ role, permissions })) {
    const refusal = refuse('ROLE_NOT_ALLOWED', proposeExpectation(role));
    return refusalAnswer(eventId, refusal, contextOf(message), ports.now());
  }
  switch (message.action) {
    case 'create_pago_proposal':
      return await answerCreate('pago', message, received, ports);
    case 'create_doy_proposal':
      return await answerCreate('doy', message, received, ports);
    case 'respond_to_proposal':
      return await answerEnd(message.data.response, message, received, ports);
    case 'cancel_proposal':
      return await answerEnd('cancel', message, received, ports);
    case 'get_pending_proposals':
      return await answerPending(message, received, ports);
    case 'ping':
      return {
        event: 'pong',
        id: eventId,
        data: {},
        ...requestOf(message),
        timestamp: answering.now,
      };
  }
}

async function answerAuthenticate(
  { token }: ActionData<'authenticate'>,
  { user, eventId }: ReceivedText,
  { now, ...request }: Answering,
  ports: AnswerPorts,
): Promise<ServerMessage> {
  const result = await authenticate(token, user, ports);
  const frame = { id: eventId, timestamp: now, ...request };
  return result.kind === 'done'
    ? { event: 'authenticated', data: result.data, ...frame }
    : { event: 'authentication_error', data: result.data, ...frame };
}

async function answerCreate(
  kind: ProposalKind,
  message: Extract<ClientMessage, { action: `create_${ProposalKind}_proposal` }>,
  { user, eventId }: ReceivedText,
  ports: AnswerPorts,
): Promise<ServerMessage> {
  const { requestId, data } = message;
  const context = contextOf(message);
  if (requestId === undefined) {
    const refusal = refuse('INVALID_MESSAGE', 'requestId: received none, expected one of your own');
    return refusalAnswer(eventId, refusal, context, ports.now());
  }
  const { userId } = user;
  const tooMany = await rateRefusal(creationRate, userId, ports);
  if (tooMany) return refusalAnswer(eventId, tooMany, context, ports.now());
  const result = await createProposal({ kind, fromUserId: userId, requestId, data }, ports);
  if (result.kind === 'refused') return refusalAnswer(eventId, result, context, ports.now());
  return proposalCreated(result.proposal, { requestId, now: ports.now() });
}

async function answerPending(
  message: Extract<ClientMessage, { action: 'get_pending_proposals' }>,
  { user: { userId }, eventId }: ReceivedText,
  { lists, currencies, now }: AnswerPorts,
): Promise<ServerMessage> {
  const { next } = message.data ?? {};
  const after = next === undefined ? undefined : lists.positionOf(next);
  if (next !== undefined && after === undefined) {
    const reason = 'data.next: received what no page had as next, expected it unchanged';
    return refusalAnswer(eventId, refuse('INVALID_MESSAGE', reason), contextOf(message), now());
  }
  const page = await readPendingPage({ userId, after }, lists, now());
  return pendingProposals(eventId, { ...page, currencies }, { ...requestOf(message), now: now() });
}

async function answerEnd(
  action: 'accept' | 'reject' | 'cancel',
  message: Extract<ClientMessage, { action: 'respond_to_proposal' | 'cancel_proposal' }>,
  { user, eventId }: ReceivedText,
  ports: AnswerPorts,
): Promise<ServerMessage> {
  const { proposalId } = message.data;
  if (action === 'cancel') {
    const tooMany = await rateRefusal(cancellationRate, user.userId, ports);
    if (tooMany) return refusalAnswer(eventId, tooMany, contextOf(message), ports.now());
  }
  const decisionId = message.requestId ?? eventId;
  const request = { proposalId, action, userId: user.userId, decisionId };
  const result = await endProposal(request, ports);
  if (result.kind === 'refused') {
    return refusalAnswer(eventId, result, contextOf(message), ports.now());
  }
  const answering = { ...requestOf(message), now: ports.now() };
  return proposalResult(result.proposal, result.outcome, answering);
}

function refusalAnswer(
  id: string,
  { kind: _, ...refusal }: Refusal,
  { requestId, ...about }: MessageContext,
  now: number,
): ServerMessage {
  const answering = { ...(requestId === undefined ? {} : { requestId }), now };
  return proposalError(id, { ...refusal, ...about }, answering);
}

/** Making and accepting. Saying no, and looking, is allowed to each side of a proposal. */
function makesBet(message: ClientMessage): boolean {
  switch (message.action) {
    case 'create_pago_proposal':
    case 'create_doy_proposal':
      return true;
    case 'respond_to_proposal':
      return message.data.response === 'accept';
    default:
      return false;
  }
}

function requestOf({ requestId }: ClientMessage): { readonly requestId?: string } {
  return requestId === undefined ? {} : { requestId };
}

function recognised(parsed: {
  readonly action?: string;
  readonly requestId?: EchoedId;
}): MessageContext {
  const { action, requestId } = parsed;
  return { ...(action && { action }), ...(requestId === undefined ? {} : { requestId }) };
}

function contextOf(message: ClientMessage): MessageContext {
  const { action, data } = message;
  const proposalId = data && 'proposalId' in data ? data.proposalId : undefined;
  return { action, ...requestOf(message), ...(proposalId === undefined ? {} : { proposalId }) };
}

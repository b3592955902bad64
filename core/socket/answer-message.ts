import type {
  MessageVerdict,
  SocketConnection,
  SocketConnections,
} from '../connection/socket-connections.ts';
import type { RequestRates } from '../limit/request-rates.ts';
import { mayPropose, proposeExpectation } from '../proposal/may-propose.ts';
import { readPendingPage } from '../proposal/pending-page.ts';
import { postAtOnce } from '../proposal/post-at-once.ts';
import type { DeskPorts } from '../proposal/proposal-desk.ts';
import { createProposal, endProposal } from '../proposal/proposal-desk.ts';
import type { ProposalLists } from '../proposal/proposal-lists.ts';
import { proposalCreated, proposalReceived, proposalResult } from '../proposal/proposal-message.ts';
import { cancellationRate, creationRate, rateRefusal } from '../proposal/proposal-rates.ts';
import { refuse } from '../proposal/refusal.ts';
import { type MessageContext, Reply } from '../proposal/reply.ts';
import { type SubscribePorts, subscribe } from '../room/subscribe.ts';
import { type ClientMessage, parseClientMessage } from '../wire/socket/client-message.ts';
import type { ProposalKind } from '../wire/socket/proposal.ts';
import type { ServerMessage } from '../wire/socket/server-message.ts';
import { type AuthenticatePorts, authenticate, closedHere, refusedToken } from './authenticate.ts';
import type { SocketUser } from './socket-event.ts';

/** What answering works with. */
export interface AnswerPorts extends DeskPorts, AuthenticatePorts, SubscribePorts {
  readonly lists: ProposalLists;
  readonly connections: SocketConnections;
  readonly rates: RequestRates;
  /** Called with what should not have happened; the client learns only that it did. */
  readonly onFailure: (error: unknown, context: MessageContext) => void;
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
  const { user, connectedAtMs, eventId, text } = received;
  const parsed = parseClientMessage(text);
  const reply = new Reply(parsed, eventId, ports.now);
  try {
    const { userId, connectionId } = user;
    const nowMs = ports.now();
    // What cannot be read counts too: it costs as much.
    const counted = await ports.connections.countMessage({
      userId,
      connectionId,
      connectedAtMs,
      nowMs,
    });
    if (counted.kind !== 'counted') return uncounted(counted, reply);
    if (parsed.kind === 'refused') return reply.refused(refuse(parsed.code, parsed.reason));
    return await answer(parsed.message, received, counted.connection, reply, ports);
  } catch (error) {
    ports.onFailure(error, reply.about);
    const refusal = refuse('INTERNAL_ERROR', 'the request could not be carried out; try it again');
    return reply.refused(refusal);
  }
}

/** The answer to a message that is not looked at. */
function uncounted(
  verdict: Exclude<MessageVerdict, { readonly kind: 'counted' }>,
  reply: Reply,
): ServerMessage {
  if (verdict.kind === 'too-many') {
    const { retryAfterMs } = verdict;
    const refusal = refuse(
      'RATE_LIMITED',
      'received more than 100 messages in 10 s; expected fewer',
    );
    return reply.refused({ ...refusal, retryAfterMs });
  }
  return reply.about.action === 'authenticate'
    ? reply.authenticated(refusedToken('CONNECTION_UNKNOWN', closedHere))
    : reply.refused(refuse('CONNECTION_UNKNOWN', closedHere));
}

async function answer(
  message: ClientMessage,
  received: ReceivedText,
  socket: SocketConnection,
  reply: Reply,
  ports: AnswerPorts,
): Promise<ServerMessage> {
  const { role, permissions, tokenExpiresAtMs } = socket;
  if (message.action === 'authenticate') {
    const result = await authenticate(message.data.token, received.user, ports);
    return reply.authenticated(result);
  }
  // The row has the token that came last: the one that opened the socket, or a fresher one.
  if (ports.now() >= tokenExpiresAtMs) {
    const expectation = 'the token has expired; authenticate with a fresh one';
    return reply.refused(refuse('TOKEN_EXPIRED', expectation));
  }
  // Of the row, as the token's end is: it may have changed since the socket was opened.
  if (makesBet(message) && !mayPropose({ role, permissions })) {
    return reply.refused(refuse('ROLE_NOT_ALLOWED', proposeExpectation(role)));
  }
  switch (message.action) {
    case 'create_pago_proposal':
      return await answerCreate('pago', message, received, reply, ports);
    case 'create_doy_proposal':
      return await answerCreate('doy', message, received, reply, ports);
    case 'respond_to_proposal':
      return await answerEnd(message.data.response, message, received, reply, ports);
    case 'cancel_proposal':
      return await answerEnd('cancel', message, received, reply, ports);
    case 'get_pending_proposals':
      return await answerPending(message, received, reply, ports);
    case 'subscribe_workflow': {
      const result = await subscribe(message.data, socket, ports);
      return result.kind === 'refused' ? reply.refused(result) : reply.subscribed(result.data);
    }
    case 'unsubscribe_workflow':
      await ports.rooms.leave(message.data.workflowId, socket.connectionId);
      return reply.unsubscribed(message.data);
    case 'ping':
      return reply.pong();
  }
}

async function answerCreate(
  kind: ProposalKind,
  message: Extract<ClientMessage, { action: `create_${ProposalKind}_proposal` }>,
  { user: { userId } }: ReceivedText,
  reply: Reply,
  ports: AnswerPorts,
): Promise<ServerMessage> {
  const { requestId, data } = message;
  if (requestId === undefined) {
    const expectation = 'requestId: received none, expected one of your own';
    return reply.refused(refuse('INVALID_MESSAGE', expectation));
  }
  const tooMany = await rateRefusal(creationRate, userId, ports);
  if (tooMany) return reply.refused(tooMany);
  const result = await createProposal({ kind, fromUserId: userId, requestId, data }, ports);
  if (result.kind === 'refused') return reply.refused(result);
  const { proposal, isNew } = result;
  if (isNew) {
    const received = proposalReceived(proposal, { now: ports.now() });
    await postAtOnce(proposal.toUserId, received, ports);
  }
  return proposalCreated(proposal, reply.answering);
}

async function answerPending(
  message: Extract<ClientMessage, { action: 'get_pending_proposals' }>,
  { user: { userId } }: ReceivedText,
  reply: Reply,
  { lists, currencies, now }: AnswerPorts,
): Promise<ServerMessage> {
  const { next } = message.data ?? {};
  const after = next === undefined ? undefined : lists.positionOf(next);
  if (next !== undefined && after === undefined) {
    const reason = 'data.next: received what no page had as next, expected it unchanged';
    return reply.refused(refuse('INVALID_MESSAGE', reason));
  }
  const page = await readPendingPage({ userId, after }, lists, now());
  return reply.pending({ ...page, currencies });
}

async function answerEnd(
  action: 'accept' | 'reject' | 'cancel',
  message: Extract<ClientMessage, { action: 'respond_to_proposal' | 'cancel_proposal' }>,
  { user: { userId }, eventId }: ReceivedText,
  reply: Reply,
  ports: AnswerPorts,
): Promise<ServerMessage> {
  if (action === 'cancel') {
    const tooMany = await rateRefusal(cancellationRate, userId, ports);
    if (tooMany) return reply.refused(tooMany);
  }
  const { proposalId } = message.data;
  const decisionId = message.requestId ?? eventId;
  const result = await endProposal({ proposalId, action, userId, decisionId }, ports);
  if (result.kind === 'refused') return reply.refused(result);
  const { proposal, outcome, isNew } = result;
  if (isNew) {
    const { fromUserId, toUserId } = proposal;
    const otherSide = userId === fromUserId ? toUserId : fromUserId;
    await postAtOnce(otherSide, proposalResult(proposal, outcome, { now: ports.now() }), ports);
  }
  return proposalResult(proposal, outcome, reply.answering);
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

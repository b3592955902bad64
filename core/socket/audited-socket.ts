import type { AuditEntry } from '../audit/audit-trail.ts';
import { workflowSubject } from '../audit/workflow-subject.ts';
import { actionSchemas, parseClientMessage } from '../wire/socket/client-message.ts';
import type { ServerMessage } from '../wire/socket/server-message.ts';
import type { ConnectAnswer } from './connect.ts';
import type { SocketEvent } from './socket-event.ts';

/** What the audit has of a message and its answer; nothing of a ping that is answered as such. */
export function auditedMessage(
  event: SocketEvent,
  answer: ServerMessage,
  nowMs: number,
): AuditEntry | undefined {
  const { action, subject } = requestedAction(event, answer);
  const code = codeOf(answer);
  if (action === 'ping' && code === undefined) return undefined;
  const outcome = code === undefined ? 'done' : code === 'INTERNAL_ERROR' ? 'failed' : 'refused';
  // Whoever asks too often chooses no subject: each would be an entry of its own.
  const kept = code === 'RATE_LIMITED' ? undefined : subject;
  return { ...about(event, nowMs), action, subject: kept, outcome, code };
}

/** What the audit has of a handshake; nothing of one that came during maintenance. */
export function auditedConnect(
  event: SocketEvent,
  { statusCode, code }: Pick<ConnectAnswer, 'statusCode' | 'code'>,
  nowMs: number,
): AuditEntry | undefined {
  if (code === 'DRAINING') return undefined;
  const entry = { ...about(event, nowMs), action: 'connect' };
  if (statusCode === 200) {
    return { ...entry, subject: `connection#${event.user.connectionId}`, outcome: 'done' };
  }
  return { ...entry, outcome: 'refused', code };
}

/** The code of an answer that is a refusal. */
export function codeOf({ data }: ServerMessage) {
  return 'code' in data ? data.code : undefined;
}

function about({ user, sourceIp, eventId }: SocketEvent, nowMs: number) {
  const { userId, role } = user;
  return { atMs: nowMs, actor: userId, role, sourceIp, correlationId: eventId };
}

/** An action that is none of ours is `unknown`: a client that invents names gets one entry for all. */
function requestedAction({ text, user }: SocketEvent, { data }: ServerMessage) {
  const parsed = parseClientMessage(text);
  if (parsed.kind === 'refused') {
    const isOurs = parsed.action !== undefined && Object.hasOwn(actionSchemas, parsed.action);
    return { action: isOurs ? parsed.action : 'unknown', subject: undefined };
  }
  const { message } = parsed;
  const proposalId = 'proposalId' in data ? data.proposalId : undefined;
  if (proposalId !== undefined)
    return { action: message.action, subject: `proposal#${proposalId}` };
  if (message.action === 'subscribe_workflow' || message.action === 'unsubscribe_workflow') {
    return { action: message.action, subject: workflowSubject(message.data.workflowId) };
  }
  if (message.action === 'authenticate') {
    return { action: message.action, subject: `connection#${user.connectionId}` };
  }
  const isCreation = message.data !== undefined && 'fightId' in message.data;
  const subject = isCreation ? `fight#${message.data.fightId}` : undefined;
  return { action: message.action, subject };
}

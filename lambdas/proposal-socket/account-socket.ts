import type { Logger } from '@aws-lambda-powertools/logger';
import type { AuditEntry } from '../../core/audit/audit-trail.ts';
import { systemClock } from '../../core/clock.ts';
import { heldLabel } from '../../core/connection/client-label.ts';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import { categoryOf } from '../../core/wire/error-category.ts';
import {
  actionSchemas,
  parseClientMessage,
  requestIdSchema,
} from '../../core/wire/socket/client-message.ts';
import type { ServerMessage } from '../../core/wire/socket/server-message.ts';
import type { ConnectAnswer } from './connect.ts';
import type { SocketEvent } from './socket-event.ts';

/** Where what happened is told. */
interface Telling extends Pick<Telemetry, 'statistics' | 'audit'> {
  readonly logger: Logger;
}

/** Tells log, audit and statistics how a handshake ended. */
export function accountConnect(
  event: SocketEvent,
  { statusCode, code, replaced }: Omit<ConnectAnswer, 'headers'>,
  { statistics, audit, logger }: Telling,
): void {
  const category = code && categoryOf(code);
  if (category !== undefined) statistics.error('proposals', category);
  const entry = auditedConnect(event, { statusCode, ...(code && { code }) }, systemClock());
  if (entry !== undefined) audit.record(entry);
  const { leftOut } = heldLabel(event.query);
  if (leftOut.length > 0) logger.warn('a label was left out', { leftOut });
  logger.info('connecting', { statusCode, replaced, code, category });
}

/** Tells them how a message was answered. */
export function accountMessage(
  event: SocketEvent,
  answer: ServerMessage,
  { statistics, audit, logger }: Telling,
): void {
  const { event: name, requestId, data } = answer;
  const code = codeOf(answer);
  const category = code && categoryOf(code);
  if (category !== undefined) statistics.error('proposals', category);
  const entry = auditedMessage(event, answer, systemClock());
  if (entry !== undefined) audit.record(entry);
  const proposalId = 'proposalId' in data ? data.proposalId : undefined;
  // A name that is none goes back to whoever sent it, and no further.
  const { data: named } = requestIdSchema.safeParse(requestId);
  logger.info('answered', { event: name, requestId: named, code, category, proposalId });
}

/** What the audit is told of a message and its answer; nothing of a ping that is answered as such. */
export function auditedMessage(
  event: SocketEvent,
  answer: ServerMessage,
  nowMs: number,
): AuditEntry | undefined {
  const { action, subject } = whatWasAsked(event, answer);
  const code = codeOf(answer);
  if (action === 'ping' && code === undefined) return undefined;
  const outcome = code === undefined ? 'done' : code === 'INTERNAL_ERROR' ? 'failed' : 'refused';
  // Whoever asks too often chooses no subject: each would be an entry of its own.
  const kept = code === 'RATE_LIMITED' ? undefined : subject;
  return { ...about(event, nowMs), action, subject: kept, outcome, code };
}

/** What the audit is told of a handshake; nothing of one that came during maintenance. */
export function auditedConnect(
  event: SocketEvent,
  { statusCode, code }: Pick<ConnectAnswer, 'statusCode' | 'code'>,
  nowMs: number,
): AuditEntry | undefined {
  if (code === 'DRAINING') return undefined;
  const entry = { ...about(event, nowMs), action: 'connect' };
  if (statusCode === 200) {
    return { ...entry, subject: `connection#${event.speaker.connectionId}`, outcome: 'done' };
  }
  return { ...entry, outcome: 'refused', code };
}

/** The code of an answer that is a refusal. */
function codeOf({ data }: ServerMessage) {
  return 'code' in data ? data.code : undefined;
}

function about({ speaker, sourceIp, eventId }: SocketEvent, nowMs: number) {
  const { userId, role } = speaker;
  return { atMs: nowMs, actor: userId, role, sourceIp, correlationId: eventId };
}

/** An action that is none of ours is `unknown`: a client that invents names gets one entry for all. */
function whatWasAsked({ text, speaker }: SocketEvent, { data }: ServerMessage) {
  const parsed = parseClientMessage(text);
  if (parsed.kind === 'refused') {
    const isOurs = parsed.action !== undefined && Object.hasOwn(actionSchemas, parsed.action);
    return { action: isOurs ? parsed.action : 'unknown', subject: undefined };
  }
  const { message } = parsed;
  const proposalId = 'proposalId' in data ? data.proposalId : undefined;
  if (proposalId !== undefined)
    return { action: message.action, subject: `proposal#${proposalId}` };
  if (message.action === 'authenticate') {
    return { action: message.action, subject: `connection#${speaker.connectionId}` };
  }
  const isCreation = message.data !== undefined && 'fightId' in message.data;
  const subject = isCreation ? `fight#${message.data.fightId}` : undefined;
  return { action: message.action, subject };
}

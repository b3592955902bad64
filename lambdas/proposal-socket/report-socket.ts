import type { Logger } from '@aws-lambda-powertools/logger';
import { systemClock } from '../../core/clock.ts';
import { validLabel } from '../../core/connection/client-label.ts';
import { auditedConnect, auditedMessage, codeOf } from '../../core/socket/audited-socket.ts';
import type { ConnectAnswer } from '../../core/socket/connect.ts';
import type { SocketEvent } from '../../core/socket/socket-event.ts';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import { categoryOf } from '../../core/wire/error-category.ts';
import { requestIdSchema } from '../../core/wire/socket/client-message.ts';
import type { ServerMessage } from '../../core/wire/socket/server-message.ts';

/** Where what happened is reported. */
interface Reporting extends Pick<Telemetry, 'statistics' | 'audit'> {
  readonly logger: Logger;
}

/** Reports to log, audit and statistics how a handshake ended. */
export function reportConnect(
  event: SocketEvent,
  { statusCode, code, replaced }: Omit<ConnectAnswer, 'headers'>,
  { statistics, audit, logger }: Reporting,
): void {
  const category = code && categoryOf(code);
  if (category !== undefined) statistics.error('proposals', category);
  const entry = auditedConnect(event, { statusCode, ...(code && { code }) }, systemClock());
  if (entry !== undefined) audit.record(entry);
  const { leftOut } = validLabel(event.query);
  if (leftOut.length > 0) logger.warn('client label ignored', { leftOut });
  logger.info('answered a socket handshake', { statusCode, replaced, code, category });
}

/** Reports to them how a message was answered. */
export function reportMessage(
  event: SocketEvent,
  answer: ServerMessage,
  { statistics, audit, logger }: Reporting,
): void {
  const { event: name, requestId, data } = answer;
  const code = codeOf(answer);
  const category = code && categoryOf(code);
  if (category !== undefined) statistics.error('proposals', category);
  const entry = auditedMessage(event, answer, systemClock());
  if (entry !== undefined) audit.record(entry);
  const proposalId = 'proposalId' in data ? data.proposalId : undefined;
  const workflowId = 'workflowId' in data ? data.workflowId : undefined;
  // A name that is none goes back to whoever sent it, and no further.
  const { data: named } = requestIdSchema.safeParse(requestId);
  logger.info('answered a socket message', {
    event: name,
    requestId: named,
    code,
    category,
    proposalId,
    workflowId,
  });
}

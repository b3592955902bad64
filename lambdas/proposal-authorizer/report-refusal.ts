import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Authorization } from '../../core/auth/authorize-socket.ts';
import { systemClock } from '../../core/clock.ts';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import { categoryOf } from '../../core/wire/error-category.ts';
import { anonymous } from '../../core/wire/user-id.ts';

type Refusal = Exclude<Authorization, { readonly kind: 'allowed' }>;

/**
 * Reports to log, audit and statistics a handshake that was refused; one that was admitted is counted and
 * audited where it connects.
 */
export async function reportRefusal(
  refusal: Refusal,
  { requestContext }: Pick<APIGatewayRequestAuthorizerEvent, 'requestContext'>,
  telemetry: Telemetry,
  logger: Logger,
): Promise<void> {
  const code = refusal.kind === 'forbidden' ? refusal.code : 'TOKEN_REFUSED';
  const { reason } = refusal;
  const category = categoryOf(code);
  const { requestId: correlationId, identity } = requestContext;
  logger.warn('refused a socket handshake', { reason, code, category, correlationId });
  telemetry.statistics.request('proposals');
  telemetry.statistics.error('proposals', category);
  telemetry.audit.record({
    atMs: systemClock(),
    actor: anonymous,
    action: 'connect',
    outcome: 'refused',
    code,
    sourceIp: identity.sourceIp,
    correlationId,
  });
  await telemetry.settled();
}

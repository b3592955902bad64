import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import type { Telemetry } from '../../core/telemetry/telemetry.ts';
import { categoryOf } from '../../core/wire/error-category.ts';
import { anonymous } from '../../core/wire/user-id.ts';
import type { Authorization } from './authorize.ts';

type Refusal = Exclude<Authorization, { readonly kind: 'allowed' }>;

/**
 * Tells log, audit and statistics of a handshake that was refused; one that was admitted is counted and
 * audited where it connects.
 */
export async function accountRefusal(
  refusal: Refusal,
  { requestContext }: Pick<APIGatewayRequestAuthorizerEvent, 'requestContext'>,
  accounts: Telemetry,
  logger: Logger,
): Promise<void> {
  const code = refusal.kind === 'forbidden' ? refusal.code : 'TOKEN_REFUSED';
  const { reason } = refusal;
  const category = categoryOf(code);
  const { requestId: correlationId, identity } = requestContext;
  logger.warn('refused a connection', { reason, code, category, correlationId });
  accounts.statistics.request('proposals');
  accounts.statistics.error('proposals', category);
  accounts.audit.record({
    atMs: systemClock(),
    actor: anonymous,
    action: 'connect',
    outcome: 'refused',
    code,
    sourceIp: identity.sourceIp,
    correlationId,
  });
  await accounts.settled();
}

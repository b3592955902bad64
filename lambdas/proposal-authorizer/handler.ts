import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { anonymous } from '../../core/audit/audit-trail.ts';
import { systemClock } from '../../core/clock.ts';
import { categoryOf } from '../../core/wire/error-category.ts';
import { createAccounts } from '../adapters/accounts.ts';
import { createDocumentClient } from '../adapters/document-client.ts';
import { createLogger } from '../adapters/logger.ts';
import { createTokenKeySource } from '../adapters/token-key.ts';
import { authorize } from './authorize.ts';
import { readConfig } from './config.ts';

/** The refused one waits for it, because a function freezes once it has answered. */
const accountsBoundMs = 250;

const config = readConfig();
const logger = createLogger('proposal-authorizer');
const accounts = createAccounts(config, {
  client: createDocumentClient(),
  logger,
  boundMs: accountsBoundMs,
});
const tokenKey = createTokenKeySource(config.tokenEnvironment);

type HandshakeEvent = Pick<
  APIGatewayRequestAuthorizerEvent,
  'headers' | 'queryStringParameters' | 'methodArn' | 'requestContext'
>;

/** Decides who may open a socket. The event itself is never logged: it carries the token. */
export async function handler(event: HandshakeEvent): Promise<APIGatewayAuthorizerResult> {
  const { headers, queryStringParameters: query, methodArn } = event;
  const key = await tokenKey();
  const result = await authorize({ headers, query }, { ...config, key, now: systemClock() });
  if (result.kind === 'allowed') {
    const { userId, role, expiresAtMs, issuedAtMs, tokenId } = result.identity;
    const context = {
      userId,
      role,
      tokenExpiresAtMs: expiresAtMs,
      ...(issuedAtMs === undefined ? {} : { issuedAtMs }),
      ...(tokenId === undefined ? {} : { tokenId }),
    };
    return { principalId: userId, policyDocument: policy('Allow', methodArn), context };
  }
  const code = result.kind === 'forbidden' ? 'ORIGIN_NOT_ALLOWED' : 'TOKEN_REFUSED';
  logger.warn('refused a connection', {
    reason: result.reason,
    code,
    category: categoryOf(code),
    correlationId: event.requestContext.requestId,
  });
  await account(code, event);
  if (result.kind === 'forbidden') {
    return { principalId: 'unknown', policyDocument: policy('Deny', methodArn) };
  }
  // This very message is what API Gateway turns into a 401; any other error is its 500.
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
  throw new Error('Unauthorized');
}

/** An admitted handshake is counted and audited where it connects. */
async function account(
  code: 'ORIGIN_NOT_ALLOWED' | 'TOKEN_REFUSED',
  { requestContext }: HandshakeEvent,
): Promise<void> {
  const { audit, statistics } = accounts;
  statistics.request('proposals');
  statistics.error('proposals', categoryOf(code));
  audit.record({
    atMs: systemClock(),
    actor: anonymous,
    action: 'connect',
    outcome: 'refused',
    code,
    sourceIp: requestContext.identity.sourceIp,
    correlationId: requestContext.requestId,
  });
  await accounts.settled();
}

function policy(effect: 'Allow' | 'Deny', methodArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
  };
}

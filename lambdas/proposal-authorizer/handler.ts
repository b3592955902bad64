import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { createLogger } from '../adapters/logger.ts';
import { createTokenKeySource } from '../adapters/token-key.ts';
import { authorize } from './authorize.ts';
import { readConfig } from './config.ts';

const config = readConfig();
const logger = createLogger('proposal-authorizer');
const tokenKey = createTokenKeySource(config.tokenEnvironment);

/** Decides who may open a socket. The event itself is never logged: it carries the token. */
export async function handler(
  event: Pick<APIGatewayRequestAuthorizerEvent, 'headers' | 'queryStringParameters' | 'methodArn'>,
): Promise<APIGatewayAuthorizerResult> {
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
  logger.warn('refused a connection', { reason: result.reason });
  if (result.kind === 'forbidden') {
    return { principalId: 'unknown', policyDocument: policy('Deny', methodArn) };
  }
  // This very message is what API Gateway turns into a 401; any other error is its 500.
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
  throw new Error('Unauthorized');
}

function policy(effect: 'Allow' | 'Deny', methodArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
  };
}

import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Identity } from '../../core/auth/identity.ts';
import { socketPermissions } from '../../core/proposal/may-propose.ts';

/** Lets a user connect; the context stays with the connection, and each of its events carries it. */
export function allowing(identity: Identity, methodArn: string): APIGatewayAuthorizerResult {
  const { userId, role, expiresAtMs, issuedAtMs, tokenId } = identity;
  // A context holds texts, numbers and booleans, no lists.
  const permissions = socketPermissions(identity).join(',');
  const context = {
    userId,
    role,
    tokenExpiresAtMs: expiresAtMs,
    ...(permissions === '' ? {} : { permissions }),
    ...(issuedAtMs === undefined ? {} : { issuedAtMs }),
    ...(tokenId === undefined ? {} : { tokenId }),
  };
  return { principalId: userId, policyDocument: policy('Allow', methodArn), context };
}

/** Lets nobody connect: a 403. */
export function denying(methodArn: string): APIGatewayAuthorizerResult {
  return { principalId: 'unknown', policyDocument: policy('Deny', methodArn) };
}

function policy(effect: 'Allow' | 'Deny', methodArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }],
  };
}

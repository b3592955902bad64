import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Identity } from '../../core/auth/identity.ts';

/** Lets a user connect; the context stays with the connection, and each of its events carries it. */
export function allowing(identity: Identity, methodArn: string): APIGatewayAuthorizerResult {
  const { userId, role, permissions, expiresAtMs, issuedAtMs, tokenId } = identity;
  const context = {
    userId,
    role,
    tokenExpiresAtMs: expiresAtMs,
    // A context holds texts, numbers and booleans, no lists; a permission may have a comma.
    ...(permissions.length === 0 ? {} : { permissions: JSON.stringify(permissions) }),
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

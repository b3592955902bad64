import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createMiddleware } from 'hono/factory';
import { httpCredential } from '../../core/auth/credential.ts';
import type { Identity } from '../../core/auth/identity.ts';
import { verifyToken } from '../../core/auth/verify-token.ts';
import type { StaffRole } from '../../core/role.ts';
import type { RequestRate } from '../adapters/request-rates.ts';
import type { ManagementPorts } from './ports.ts';
import { limitRate, requestRate } from './rate-limit.ts';
import { Refused } from './refused.ts';

/** What every route finds in its context. */
export interface ManagementEnv {
  readonly Bindings: {
    readonly event: APIGatewayProxyEventV2;
    readonly lambdaContext: Pick<Context, 'awsRequestId'>;
  };
  readonly Variables: {
    /** Who calls; set by `signedIn`. */
    readonly identity: Identity;
    /** The invocation's own id: in `x-request-id`, in every log line, and audit's correlation id. */
    readonly requestId: string;
  };
}

/** Whom a route is for. */
export interface CallerRule {
  /** One of these roles. @default - every signed-in user, whatever the role */
  readonly roles?: readonly StaffRole[];
  /** Or, whatever the role, a token with this permission. @default - none lets in */
  readonly permission?: string;
  /** How often. @default - `requestRate` */
  readonly rate?: RequestRate;
}

/** Lets a caller with a valid token and the right role through, and refuses everyone else. */
export function signedIn(
  { config, tokenKey, rates, now }: Pick<ManagementPorts, 'config' | 'tokenKey' | 'rates' | 'now'>,
  { roles, permission, rate = requestRate }: CallerRule = {},
) {
  return createMiddleware<ManagementEnv>(async (context, next) => {
    const token = httpCredential(context.req.header(), context.req.query());
    const { issuer, audience } = config;
    const verdict = await verifyToken(token, await tokenKey(), { issuer, audience, now: now() });
    if (verdict.kind === 'refused') throw new Refused('TOKEN_REFUSED', verdict.message);
    const { identity } = verdict;
    await limitRate(rates, rate, identity.userId);
    const isAllowed =
      roles === undefined ||
      roles.some(role => role === identity.role) ||
      (permission !== undefined && identity.permissions.includes(permission));
    if (!isAllowed) {
      throw new Refused(
        'ROLE_NOT_ALLOWED',
        `received the role ${identity.role}, expected ${roles.join(' or ')}`,
      );
    }
    context.set('identity', identity);
    await next();
  });
}

import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import { createMiddleware } from 'hono/factory';
import { httpCredential } from '../../core/auth/credential.ts';
import type { Identity } from '../../core/auth/identity.ts';
import { verifyToken } from '../../core/auth/verify-token.ts';
import type { StaffRole } from '../../core/role.ts';
import type { ManagementPorts } from './ports.ts';
import { Refused } from './refused.ts';

/** What every route finds in its context. */
export interface ManagementEnv {
  readonly Bindings: {
    readonly event: LambdaEvent;
    readonly lambdaContext?: LambdaContext;
  };
  readonly Variables: {
    /** Who calls; set by `signedIn`. */
    readonly identity: Identity;
  };
}

/** Whom a route is for. */
export interface CallerRule {
  /** One of these roles. @default - every signed-in user, whatever the role */
  readonly roles?: readonly StaffRole[];
  /** Or, whatever the role, a token with this permission. @default - none lets in */
  readonly permission?: string;
}

/** Lets a caller with a valid token and the right role through, and refuses everyone else. */
export function signedIn(
  { config, tokenKey, now }: Pick<ManagementPorts, 'config' | 'tokenKey' | 'now'>,
  { roles, permission }: CallerRule = {},
) {
  return createMiddleware<ManagementEnv>(async (context, next) => {
    const token = httpCredential(context.req.header(), context.req.query());
    const { issuer, audience } = config;
    const verdict = await verifyToken(token, await tokenKey(), { issuer, audience, now: now() });
    if (verdict.kind === 'refused') throw new Refused('TOKEN_REFUSED', verdict.message);
    const { identity } = verdict;
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

import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createMiddleware } from 'hono/factory';
import { authenticateRequest, type RequestVerdict } from '../../core/auth/authenticate-request.ts';
import type { Identity } from '../../core/auth/identity.ts';
import { revokedMessage } from '../../core/auth/revocation.ts';
import { limitRate, requestRate } from '../../core/limit/rate-limit.ts';
import type { RequestRate } from '../../core/limit/request-rates.ts';
import type { Problem } from '../../core/wire/problem.ts';
import { Refused } from '../../core/wire/refused.ts';
import type { StaffRole } from '../../core/wire/role.ts';
import { tokenRules } from '../adapters/identity/token-environment.ts';
import type { ManagementPorts } from './ports.ts';

/** What every route finds in its context. */
export interface ManagementEnv {
  readonly Bindings: {
    readonly event: APIGatewayProxyEventV2;
    readonly lambdaContext: Pick<Context, 'awsRequestId'>;
  };
  readonly Variables: {
    /** The operation's name in the document, once path and method are found to be one. */
    readonly operationId?: string;
    /** What the request was refused with, or failed with. */
    readonly refusal?: Problem;
    /** What the audit entry gets from the route, where path and body do not have it. */
    readonly audited?: {
      /** @default - its operation's name */
      readonly action?: string;
      readonly subject?: string;
      readonly reason?: string | undefined;
    };
    /** Who calls; set by `signedIn`. */
    readonly identity: Identity;
    /** The invocation's own id: in `x-request-id`, in every log line, and audit's correlation id. */
    readonly requestId: string;
  };
}

/** Whom a route is for, and which credentials it takes beside bearers. */
export interface CallerRule {
  /** One of these roles. @default - every signed-in user, whatever the role */
  readonly roles?: readonly StaffRole[];
  /** Or, whatever the role, a token with this permission. @default - none lets in */
  readonly permission?: string;
  /** SSE tokens too; then `channelRefusal` says which channels they are good for. @default false */
  readonly sseToken?: boolean;
  /** Session cookies too. Without, one that is there does not count. @default true */
  readonly sessionCookie?: boolean;
  /** How often. @default - `requestRate` */
  readonly rate?: RequestRate;
}

/** What knowing the caller takes. */
export type CallerPorts = Pick<
  ManagementPorts,
  'config' | 'keys' | 'revocations' | 'rates' | 'now'
>;

/** Lets a caller with a valid token and the right role through, and refuses everyone else. */
export function signedIn(ports: CallerPorts, rule: CallerRule = {}) {
  const { roles, permission, sseToken, sessionCookie = true, rate = requestRate } = rule;
  const { config, keys, revocations, rates, now } = ports;
  return createMiddleware<ManagementEnv>(async (context, next) => {
    const { req } = context;
    const verdict = await authenticateRequest(
      {
        method: req.method,
        headers: req.header(),
        queryTokens: req.queries('token') ?? [],
      },
      {
        ...keys,
        ...tokenRules(config),
        frontDoorOrigin: sessionCookie ? config.frontDoorOrigin : undefined,
        takesSseTokens: sseToken,
        now: now(),
      },
    );
    const identity = believed(verdict);
    // Before anything is refused: whoever is known is named in the audit.
    context.set('identity', identity);
    await limitRate(rates, rate, identity.userId);
    if (await revocations.isRevoked(identity)) throw new Refused('TOKEN_REVOKED', revokedMessage);
    const isAllowed =
      roles === undefined ||
      roles.some(role => role === identity.role) ||
      (permission !== undefined && identity.permissions.includes(permission));
    if (!isAllowed) {
      throw new Refused(
        'ROLE_NOT_ALLOWED',
        `received the role ${identity.role}, expected ${roles.join(' or ')}${permission === undefined ? '' : `, or a token with the permission ${permission}`}`,
      );
    }
    await next();
  });
}

function believed(verdict: RequestVerdict): Identity {
  if (verdict.kind === 'refused') throw new Refused(verdict.code, verdict.message);
  return verdict.identity;
}

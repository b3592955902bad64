import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import type { AuditEntry } from '../../core/audit/audit-trail.ts';
import { workflowSubject } from '../../core/audit/workflow-subject.ts';
import { channelNames } from '../../core/wire/event.ts';
import { anonymous } from '../../core/wire/user-id.ts';
import type { ManagementEnv } from './caller.ts';
import type { ManagementPorts } from './ports.ts';

export type RequestTelemetryPorts = Pick<ManagementPorts, 'audit' | 'statistics' | 'now'>;

/**
 * Counts every caller's request, and audits every action and every refused access. No route does
 * anything for it: an action is named by its operation, its subject by its path, by the user or
 * the channel that it names, its reason by the body. A route that knows better sets `audited`.
 */
export function requestTelemetry({ audit, statistics, now }: RequestTelemetryPorts) {
  return createMiddleware<ManagementEnv>(async (context, next) => {
    await next();
    const { refusal } = context.var;
    if (isCounted(context)) {
      statistics.request('management');
      if (refusal !== undefined) statistics.error('management', refusal.category);
    }
    if (isAudited(context)) audit.record(entryOf(context, now()));
  });
}

/** What anyone may ask for, or asks for in vain, writes nothing: there is no bound to how often. */
function isCounted(context: Context<ManagementEnv>): boolean {
  const { identity, refusal } = context.var;
  return identity !== undefined || isAudited(context) || refusal?.status === 503;
}

/** Refusals of access, whatever was asked for. */
const accessStatuses: readonly number[] = [401, 403, 429];

function isAudited(context: Context<ManagementEnv>): boolean {
  const { identity, refusal } = context.var;
  const isAction = context.req.method !== 'GET' && identity !== undefined;
  return isAction || (refusal !== undefined && accessStatuses.includes(refusal.status));
}

function entryOf(context: Context<ManagementEnv>, atMs: number): AuditEntry {
  const { identity, operationId, refusal, audited } = context.var;
  const { lambdaContext, event } = context.env;
  return {
    atMs,
    actor: identity?.userId ?? anonymous,
    role: identity?.role,
    action: audited?.action ?? (operationId === undefined ? 'request' : snakeCase(operationId)),
    // Whoever is not known, or asks too often, chooses no subject: each would be an entry of its own.
    subject:
      identity === undefined || refusal?.status === 429
        ? undefined
        : (audited?.subject ?? subjectOf(context)),
    outcome: refusal === undefined ? 'done' : refusal.status === 503 ? 'failed' : 'refused',
    code: refusal?.code,
    sourceIp: event.requestContext.http.sourceIp,
    correlationId: lambdaContext.awsRequestId,
    reason: audited?.reason ?? bodyOf(context).reason,
  };
}

/** By the first words of its path: `/users/ana/connections` is about `user#ana`. */
const subjects: ReadonlyMap<string, string> = new Map([
  ['users', 'user'],
  ['connections', 'connection'],
  ['webhooks', 'webhook'],
]);

/** An id that a backend gave to a workflow is no longer than this. */
const maxWorkflowId = 256;

function subjectOf(context: Context<ManagementEnv>): string | undefined {
  const [, collection = '', id, inner] = context.req.path.split('/');
  if (collection === 'workflows' && id !== undefined) {
    // A workflow may be called `bulk`, and what is done to it is no bulk operation.
    if (context.var.operationId?.includes('Bulk')) {
      return inner === undefined ? undefined : named('bulk-operation', decoded(inner));
    }
    const workflowId = decoded(id);
    return workflowId.length > maxWorkflowId ? 'workflow' : workflowSubject(workflowId);
  }
  const kind = subjects.get(collection);
  if (kind !== undefined && id !== undefined) return named(kind, decoded(id));
  const userId = context.req.query('userId') ?? bodyOf(context).userId;
  if (userId !== undefined) return named('user', userId);
  // As of a stream. What is no channel's name would be an entry of its own each time.
  const channel = channelNames.find(name => name === context.req.query('channel'));
  return channel && `channel#${channel}`;
}

/** What cannot be an id names nothing: it is a text that the caller chose, as long as a URL. */
function named(kind: string, id: string): string {
  return /^[\x21-\x7e]{1,128}$/.test(id) ? `${kind}#${id}` : kind;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const bodySchema = z.object({
  userId: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
});

/** Of the body as the route's own schema has let it through; nothing of one that was refused. */
function bodyOf(context: Context<ManagementEnv>): z.infer<typeof bodySchema> {
  const valid = context.req.valid as (target: 'json') => unknown;
  return bodySchema.safeParse(valid.call(context.req, 'json')).data ?? {};
}

/** `disconnectUser` as sockets have their actions: `disconnect_user`. */
function snakeCase(operationId: string): string {
  return operationId.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { AuditEntry } from '../audit/audit-trail.ts';
import type { Identity } from '../auth/identity.ts';
import { systemClock } from '../clock.ts';
import type { Statistics } from '../statistics/statistics.ts';
import type { EndReason } from '../wire/end-reason.ts';
import { categoryOf } from '../wire/error-category.ts';
import type { ChannelEvent, ChannelName } from '../wire/event.ts';
import type { Problem } from '../wire/problem.ts';
import { anonymous } from '../wire/user-id.ts';
import type { Telemetry } from './telemetry.ts';

/** Refusals of access. */
const accessStatuses: readonly number[] = [401, 403, 429];

/** What is merely asked wrongly, or finds no room, is no matter of the audit. */
const isAudited = ({ status, category }: Problem): boolean =>
  accessStatuses.includes(status) && category !== 'CAPACITY';

/** A refusal, and whom it refused, when that much is known. */
export interface RefusedReader {
  readonly problem: Problem;
  readonly identity?: Identity | undefined;
}

interface StreamRequest {
  readonly event: APIGatewayProxyEventV2;
  readonly context: Context;
  readonly channel: ChannelName;
}

/** Tells log, statistics and audit of a reader who was refused a stream. */
export function accountRefusal(
  refusal: RefusedReader,
  request: StreamRequest,
  {
    audit,
    statistics,
    logger,
  }: Pick<Telemetry, 'audit' | 'statistics'> & { readonly logger: Logger },
): void {
  const { status, code, category } = refusal.problem;
  logger.info('refused', { status, code, category });
  statistics.error(request.channel, category);
  if (isAudited(refusal.problem)) audit.record(auditedRefusal(refusal, request));
}

function auditedRefusal(
  { problem, identity }: RefusedReader,
  { event, context, channel }: StreamRequest,
): AuditEntry {
  return {
    atMs: systemClock(),
    actor: identity?.userId ?? anonymous,
    role: identity?.role,
    action: 'open_stream',
    subject: `channel#${channel}`,
    outcome: 'refused',
    code: problem.code,
    sourceIp: event.requestContext.http.sourceIp,
    correlationId: context.awsRequestId,
  };
}

/** Ends that are nobody's failure: planned, or wanted by someone. */
const quietEnds: readonly EndReason[] = [
  'lifetime',
  'byte-limit',
  'replaced',
  'disconnected',
  'draining',
];

/** Counts the end of a stream, when something had to go wrong for it. */
export function countEnd(statistics: Statistics, channel: ChannelName, reason: EndReason): void {
  if (!quietEnds.includes(reason)) statistics.error(channel, categoryOf(reason));
}

/** Counts live events that went to one reader; their time is that of the write that made them. */
export function countDelivered(
  statistics: Statistics,
  channel: ChannelName,
  events: readonly ChannelEvent[],
  nowMs: number,
): void {
  for (const { timestamp } of events) statistics.delivered(channel, nowMs - timestamp);
}

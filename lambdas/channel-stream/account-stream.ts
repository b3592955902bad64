import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type AuditEntry, anonymous } from '../../core/audit/audit-trail.ts';
import type { Identity } from '../../core/auth/identity.ts';
import type { Statistics } from '../../core/statistics/statistics.ts';
import type { EndReason } from '../../core/stream/stream-frame.ts';
import { categoryOf } from '../../core/wire/error-category.ts';
import type { ChannelEvent, ChannelName } from '../../core/wire/event.ts';
import type { Problem } from '../../core/wire/problem.ts';

/** Refusals of access. What is merely wrong, or not there, is no matter of the audit. */
const accessStatuses: readonly number[] = [401, 403, 429];

/** What the audit is told of a reader who was refused a stream; nothing of one who asked wrongly. */
export function refusedStream(
  { problem, identity }: { readonly problem: Problem; readonly identity?: Identity | undefined },
  { event, context }: { readonly event: APIGatewayProxyEventV2; readonly context: Context },
  channel: ChannelName,
  nowMs: number,
): AuditEntry | undefined {
  if (!accessStatuses.includes(problem.status)) return undefined;
  return {
    atMs: nowMs,
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
const quietEnds: readonly EndReason[] = ['lifetime', 'byte-limit', 'replaced', 'disconnected'];

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

import type { AuditEntry } from '../audit/audit-trail.ts';
import type { Identity } from '../auth/identity.ts';
import type { Statistics } from '../statistics/statistics.ts';
import type { EndReason, StreamEnd } from '../wire/end-reason.ts';
import { categoryOf } from '../wire/error-category.ts';
import type { StreamName } from '../wire/event.ts';
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

/** A request for a stream, as far as telemetry goes. */
interface StreamRequest {
  readonly channel: StreamName;
  readonly sourceIp: string;
  /** The request's own id, by which its log lines are found. */
  readonly correlationId: string;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** Counts a reader who was refused a stream, and audits a refusal of access. */
export function recordRefusal(
  refusal: RefusedReader,
  request: StreamRequest,
  { audit, statistics }: Pick<Telemetry, 'audit' | 'statistics'>,
): void {
  statistics.error(request.channel, refusal.problem.category);
  if (isAudited(refusal.problem)) audit.record(auditedRefusal(refusal, request));
}

function auditedRefusal(
  { problem, identity }: RefusedReader,
  { channel, sourceIp, correlationId, atMs }: StreamRequest,
): AuditEntry {
  return {
    atMs,
    actor: identity?.userId ?? anonymous,
    role: identity?.role,
    action: 'open_stream',
    subject: `channel#${channel}`,
    outcome: 'refused',
    code: problem.code,
    sourceIp,
    correlationId,
  };
}

/** Ends that are nobody's failure: planned, or wanted by someone. */
const quietEnds: readonly EndReason[] = [
  'lifetime',
  'byte-limit',
  'replaced',
  'disconnected',
  'draining',
  'shutdown',
];

/** Counts the end of a stream, when something had to go wrong for it. */
export function countEnd(statistics: Statistics, channel: StreamName, reason: StreamEnd): void {
  if (reason !== 'closed' && !quietEnds.includes(reason))
    statistics.error(channel, categoryOf(reason));
}

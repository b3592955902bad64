import type { Logger } from '@aws-lambda-powertools/logger';
import type { CredentialKeys } from '../../../core/auth/authenticate-request.ts';
import { systemClock } from '../../../core/clock.ts';
import { connectRefusal } from '../../../core/limit/connect-refusal.ts';
import { serveStream } from '../../../core/stream/serve-stream.ts';
import { type RefusedReader, recordRefusal } from '../../../core/telemetry/stream-telemetry.ts';
import type { Telemetry } from '../../../core/telemetry/telemetry.ts';
import { failureCategory } from '../../../core/wire/failure-category.ts';
import { problem } from '../../../core/wire/problem.ts';
import { type AdmissionRules, admit } from './admit.ts';
import type { StreamAnswer } from './stream-answer.ts';
import type { StreamHttpRequest } from './stream-http-request.ts';
import type { StreamPorts } from './stream-ports.ts';
import type { StreamRoute } from './stream-route.ts';

/** What requests are served with: the process's own. */
export interface StreamService {
  readonly rules: AdmissionRules;
  readonly keys: CredentialKeys;
  readonly ports: StreamPorts;
  readonly telemetry: Pick<Telemetry, 'audit' | 'statistics'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

/** A request, and how long its host lets the answer last. */
export interface TimedRequest {
  readonly request: StreamHttpRequest;
  readonly remainingMs: () => number;
}

/** A refusal, and when to come back, where what refused it says so. */
type Refused = RefusedReader & { readonly retryAfterSec?: number };

/**
 * One reader: refused with a problem, or served until its stream's planned end. Counts, logs and audits
 * what becomes of it. Never throws.
 */
export async function serveRequest(
  answer: StreamAnswer,
  timed: TimedRequest,
  route: StreamRoute,
  service: StreamService,
): Promise<void> {
  const { telemetry, logger } = service;
  const { channel } = route;
  const { sourceIp, requestId: correlationId } = timed.request;
  const { statistics } = telemetry;
  statistics.request(channel);
  try {
    const refusal = await serveOrRefuse(answer, timed, route, service);
    if (refusal === undefined) return;
    answer.refuse(refusal.problem, refusal.retryAfterSec);
    const { status, code, category } = refusal.problem;
    logger.info('refused a stream request', { channel, correlationId, status, code, category });
    recordRefusal(refusal, { channel, sourceIp, correlationId, atMs: systemClock() }, telemetry);
  } catch (error) {
    const category = failureCategory(error);
    statistics.error(channel, category);
    logger.error('stream failed', { channel, correlationId, error, category });
    answer.refuse(problem('UNAVAILABLE', 'the stream cannot be served right now; try again'));
  }
}

/** Serves a reader who may have a stream, until the stream's end; or returns why not. */
async function serveOrRefuse(
  answer: StreamAnswer,
  { request, remainingMs }: TimedRequest,
  route: StreamRoute,
  { rules, keys, ports }: StreamService,
): Promise<Refused | undefined> {
  const { sourceIp, userAgent, requestId } = request;
  const refusedNow = await connectRefusal(sourceIp, ports.connect, systemClock, Math.random);
  if (refusedNow !== undefined) return refusedNow;
  const admission = await admit(request, route, rules, keys, systemClock());
  if (admission.kind === 'refused') return admission;
  const { identity, query, selection } = admission;
  const asked = { identity, query, selection, sourceIp, userAgent, requestId };
  const problem = await serveStream(
    answer,
    { ...asked, remainingMs: remainingMs() },
    ports.of(route.channel),
  );
  return problem && { problem, identity };
}

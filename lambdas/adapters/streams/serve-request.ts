import type { Logger } from '@aws-lambda-powertools/logger';
import type { CredentialKeys } from '../../../core/auth/authenticate-request.ts';
import { systemClock } from '../../../core/clock.ts';
import { type ConnectRefusal, connectRefusal } from '../../../core/limit/connect-refusal.ts';
import { type ServePorts, serveStream } from '../../../core/stream/serve-stream.ts';
import type { StreamRequest } from '../../../core/stream/stream-request.ts';
import { type RefusedReader, recordRefusal } from '../../../core/telemetry/stream-telemetry.ts';
import type { Telemetry } from '../../../core/telemetry/telemetry.ts';
import type { StreamName } from '../../../core/wire/event.ts';
import { failureCategory } from '../../../core/wire/failure-category.ts';
import { problem } from '../../../core/wire/problem.ts';
import { type Admission, type AdmissionRules, admit } from './admit.ts';
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
  /** Why the host serves nobody just now. @default - it does */
  readonly hostRefusal?: () => ConnectRefusal | undefined;
}

/** A request, and how long its host lets the answer last. */
export interface TimedRequest {
  readonly request: StreamHttpRequest;
  readonly remainingMs: () => number;
}

/** A refusal, and when to come back, where what refused it says so. */
type Refused = RefusedReader & { readonly retryAfterSec?: number };

/** What is accounted for: not the request itself, which an open stream is not to hold. */
interface Account {
  readonly channel: StreamName;
  readonly sourceIp: string;
  readonly correlationId: string;
}

/**
 * One reader: refused with a problem, or served until its stream's planned end. Counts, logs and audits
 * what becomes of it. Never rejects.
 */
export function serveRequest(
  answer: StreamAnswer,
  timed: TimedRequest,
  route: StreamRoute,
  service: StreamService,
): Promise<void> {
  const { channel } = route;
  const { sourceIp, requestId: correlationId } = timed.request;
  service.telemetry.statistics.request(channel);
  const serving = serveOrRefuse(answer, timed, route, service);
  return accountFor(serving, answer, { channel, sourceIp, correlationId }, service);
}

async function accountFor(
  serving: Promise<Refused | undefined>,
  answer: StreamAnswer,
  account: Account,
  { telemetry, logger }: StreamService,
): Promise<void> {
  const { channel, correlationId } = account;
  try {
    const refusal = await serving;
    if (refusal === undefined) return;
    answer.refuse(refusal.problem, refusal.retryAfterSec);
    const { status, code, category } = refusal.problem;
    logger.info('refused a stream request', { channel, correlationId, status, code, category });
    recordRefusal(refusal, { ...account, atMs: systemClock() }, telemetry);
  } catch (error) {
    const category = failureCategory(error);
    telemetry.statistics.error(channel, category);
    logger.error('stream failed', { channel, correlationId, error, category });
    answer.refuse(problem('UNAVAILABLE', 'the stream cannot be served right now; try again'));
  }
}

/** Serves a reader who may have a stream, until the stream's end; or returns why not. */
function serveOrRefuse(
  answer: StreamAnswer,
  { request, remainingMs }: TimedRequest,
  route: StreamRoute,
  service: StreamService,
): Promise<Refused | undefined> {
  return admissionOf(request, route, service).then(admission => {
    if (!('selection' in admission)) return admission;
    const { identity, query, selection } = admission;
    const { sourceIp, userAgent, requestId } = request;
    const from = { sourceIp, userAgent, requestId, remainingMs: remainingMs() };
    const asked = { identity, query, selection, ...from };
    return serveAdmitted(answer, asked, service.ports.of(route.channel));
  });
}

async function serveAdmitted(
  answer: StreamAnswer,
  request: StreamRequest,
  ports: ServePorts,
): Promise<Refused | undefined> {
  const refused = await serveStream(answer, request, ports);
  return refused && { problem: refused, identity: request.identity };
}

async function admissionOf(
  request: StreamHttpRequest,
  route: StreamRoute,
  { rules, keys, ports, hostRefusal }: StreamService,
): Promise<Admission | Refused> {
  const refusal =
    hostRefusal?.() ??
    (await connectRefusal(request.sourceIp, ports.connect, systemClock, Math.random));
  return refusal ?? (await admit(request, route, rules, keys, systemClock()));
}

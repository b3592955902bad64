import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { CredentialKeys } from '../../core/auth/authenticate-request.ts';
import { systemClock } from '../../core/clock.ts';
import { type ConnectRefusalPorts, connectRefusal } from '../../core/limit/connect-refusal.ts';
import { type ServePorts, serveStream } from '../../core/stream/serve-stream.ts';
import type { RefusedReader } from '../../core/telemetry/stream-telemetry.ts';
import { admit } from './admit.ts';
import type { Config } from './config.ts';
import type { StreamResponse } from './stream-response.ts';

/** A refusal, and when to come back, where what refused it says so. */
type Refused = RefusedReader & { readonly retryAfterSec?: number };

/** Serves a reader who may have a stream, until the stream's end; or returns why not. */
export async function serveRequest(
  response: StreamResponse,
  { event, context }: { readonly event: APIGatewayProxyEventV2; readonly context: Context },
  parts: {
    readonly config: Config;
    readonly keys: CredentialKeys;
    readonly ports: ServePorts & ConnectRefusalPorts;
  },
): Promise<Refused | undefined> {
  const { config, keys, ports } = parts;
  const { sourceIp, userAgent = '' } = event.requestContext.http;
  const refusedNow = await connectRefusal(sourceIp, ports, systemClock, Math.random);
  if (refusedNow !== undefined) return refusedNow;
  const admission = await admit(event, config, keys, systemClock());
  if (admission.kind === 'refused') return admission;
  const { identity, query, selection } = admission;
  const remainingMs = context.getRemainingTimeInMillis();
  const request = { identity, query, selection, sourceIp, userAgent, remainingMs };
  const problem = await serveStream(response, request, ports);
  return problem && { problem, identity };
}

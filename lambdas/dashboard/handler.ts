import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { longestLeaseSeconds } from '../../core/stream/longest-lease.ts';
import { endpointSource } from '../adapters/runtime/endpoints.ts';
import { createParameterReader } from '../adapters/runtime/parameter.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { readConfig } from './config.ts';
import { type PageAnswer, type PageParts, servePage, unavailable } from './serve-page.ts';
import { staticFiles } from './static-files.ts';

const config = readConfig();
const logger = createLogger('dashboard');
const parts: PageParts = {
  fileAt: staticFiles(join(config.lambdaTaskRoot, 'page')),
  endpoints: endpointSource(config.endpointsParameter, createParameterReader(), {
    now: systemClock,
    onStale: (error, ageMs) =>
      logger.warn('endpoints read failed, cached endpoints are used', { error, ageMs }),
  }),
  durations: {
    proposalTimeoutSeconds: config.proposalTimeoutSeconds,
    longestLeaseSeconds: longestLeaseSeconds(config.streamLifetimeSeconds),
    depletionNoticeSeconds: config.depletionNoticeSeconds,
  },
  nonce: () => randomBytes(16).toString('base64'),
};

/** Serves the dashboard, and with it this deployment's endpoints. */
export async function handler(
  event: Pick<LambdaFunctionURLEvent, 'rawPath' | 'requestContext'>,
): Promise<PageAnswer> {
  const { method } = event.requestContext.http;
  try {
    return await servePage({ method, path: event.rawPath }, parts);
  } catch (error) {
    logger.error('page could not be served', { error, path: event.rawPath });
    return unavailable();
  }
}

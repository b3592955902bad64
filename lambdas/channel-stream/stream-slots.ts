import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../core/clock.ts';
import type { StreamSlots } from '../../core/connection/claim-leases.ts';
import { createLiveStreamLeases } from '../adapters/connections/live-stream-leases.ts';
import { createPublicStreamLeases } from '../adapters/connections/public-stream-leases.ts';
import type { Config } from './config.ts';

/** Made once at module scope: each stream of a function URL holds an environment. */
export function createStreamSlots(config: Config, client: DynamoDBDocumentClient): StreamSlots {
  const options = { client, tableName: config.limitsTableName, now: systemClock };
  return {
    publicStreams: createPublicStreamLeases({ ...options, ...config }),
    liveStreams: createLiveStreamLeases({ ...options, ...config }),
  };
}

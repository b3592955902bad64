import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import type { LiveStreamLeases } from '../../../core/connection/live-stream-leases.ts';
import { shardKeys } from '../dynamodb/query-shards.ts';
import { createConnectionLeases } from './connection-leases.ts';

/** Leases in the table `Limits`, of everybody's Live streams together. */
export function createLiveStreamLeases(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Live streams of the deployment; 0: nobody has one. */
  readonly liveStreams: number;
  readonly now: Clock;
}): LiveStreamLeases {
  const leases = createConnectionLeases(options);
  const pool = { keys: shardKeys('liveStreams'), cap: options.liveStreams };
  return { acquire: request => leases.acquire(pool, request) };
}

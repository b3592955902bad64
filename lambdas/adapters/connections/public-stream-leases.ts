import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import type { PublicStreamLeases } from '../../../core/connection/public-stream-leases.ts';
import { shardKeys } from '../dynamodb/query-shards.ts';
import { createConnectionLeases } from './connection-leases.ts';

/**
 * Environments that one user's streams may run in for each that it may keep: one that was replaced
 * runs on until it reads its lease.
 */
const environmentsPerStream = 2;

/**
 * Leases in the table `Limits`: one of its user's, so that nobody who connects in a loop takes those
 * of all others, and one of everybody's.
 */
export function createPublicStreamLeases(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Streams of everybody who is not staff; 0: they have none. */
  readonly publicStreams: number;
  /** Streams that one user may keep. */
  readonly streamsPerUser: number;
  readonly now: Clock;
}): PublicStreamLeases {
  const { publicStreams, streamsPerUser } = options;
  const leases = createConnectionLeases(options);
  const everybodys = { keys: shardKeys('publicStreams'), cap: publicStreams };
  return {
    areOffered: publicStreams > 0,
    acquire: async ({ userId, ...request }) => {
      if (publicStreams === 0) return undefined;
      const cap = streamsPerUser * environmentsPerStream;
      const releaseUsers = await leases.acquire({ keys: [`streams#${userId}`], cap }, request);
      if (releaseUsers === undefined) return undefined;
      const releaseEverybodys = await leases
        .acquire(everybodys, request)
        .catch(async (error: unknown) => {
          await releaseUsers();
          throw error;
        });
      if (releaseEverybodys === undefined) {
        await releaseUsers();
        return undefined;
      }
      return async () => {
        await Promise.all([releaseUsers(), releaseEverybodys()]);
      };
    },
  };
}

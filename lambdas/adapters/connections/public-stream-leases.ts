import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import { shardKeys } from '../dynamodb/query-shards.ts';
import { createConnectionSlots, type Release, type SlotRequest } from './connection-leases.ts';

/**
 * Environments that one user's streams may run in for each that it may keep: one that was replaced
 * runs on until it reads its lease.
 */
const environmentsPerStream = 2;

/** A stream of someone who is not staff, and the latest moment at which its environment can run. */
export interface PublicSlotRequest extends SlotRequest {
  readonly userId: string;
}

/** The environments that the streams of all who are not staff may hold together. */
export interface PublicSlots {
  /** False: none of them is ever given a stream here. */
  readonly areOffered: boolean;
  /**
   * Takes a slot for the stream's environment, and gives what releases it; `undefined` when there is
   * none left for it.
   *
   * @throws AppError LEASE_CONTENDED after too many lost races
   */
  acquire(request: PublicSlotRequest): Promise<Release | undefined>;
}

/**
 * Slots in the table `Limits`: one of its user's, so that nobody who connects in a loop takes those
 * of all others, and one of everybody's.
 */
export function createPublicSlots(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Streams of everybody who is not staff; 0: they have none. */
  readonly publicStreams: number;
  /** Streams that one user may keep. */
  readonly streamsPerUser: number;
  readonly now: Clock;
}): PublicSlots {
  const { publicStreams, streamsPerUser } = options;
  const slots = createConnectionSlots(options);
  const everybodys = { keys: shardKeys('publicStreams'), cap: publicStreams };
  return {
    areOffered: publicStreams > 0,
    acquire: async ({ userId, ...request }) => {
      if (publicStreams === 0) return undefined;
      const cap = streamsPerUser * environmentsPerStream;
      const releaseUsers = await slots.acquire({ keys: [`streams#${userId}`], cap }, request);
      if (releaseUsers === undefined) return undefined;
      const releaseEverybodys = await slots
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

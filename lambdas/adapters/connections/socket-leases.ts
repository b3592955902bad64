import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { socketLifetimeMs } from './socket-connections.ts';

/** Sockets that a user may have open at once. */
export const maxSocketsPerUser = 20;

/** Who has a place, and since when. */
export interface PlaceHolder {
  readonly connectionId: string;
  /** Milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
}

/** The places of each user's sockets. */
export interface SocketPlaces {
  /** `undefined` when the holder has a place now; who has them all, oldest first, when none is left. */
  take(userId: string, holder: PlaceHolder): Promise<readonly PlaceHolder[] | undefined>;
  giveBack(userId: string, holder: PlaceHolder): Promise<void>;
}

/**
 * A set of at most 20 in one item of the table `Limits` for each user. DynamoDB puts the writes to one
 * item in a row, so that the cap holds however many connect at once, by one write each.
 */
export function createSocketPlaces(
  client: DynamoDBDocumentClient,
  tableName: string,
): SocketPlaces {
  const itemOf = (userId: string) => ({
    TableName: tableName,
    Key: { subject: `sockets#${userId}`, slot: 'all' },
  });
  return {
    take: async (userId, holder) => {
      const place = placeOf(holder);
      const update = new UpdateCommand({
        ...itemOf(userId),
        UpdateExpression: 'ADD places :place SET expiresAt = :expiresAt',
        // Its own is there when the answer to an earlier try was lost on its way.
        ConditionExpression:
          'attribute_not_exists(places) OR size(places) < :cap OR contains(places, :mine)',
        ExpressionAttributeValues: {
          ':place': new Set([place]),
          ':mine': place,
          ':cap': maxSocketsPerUser,
          ':expiresAt': Math.ceil((holder.connectedAtMs + socketLifetimeMs) / 1_000),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await client.send(update);
        return undefined;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return holdersIn(error.Item);
        throw error;
      }
    },
    giveBack: async (userId, holder) => {
      const place = placeOf(holder);
      await wasWritten(
        client.send(
          new UpdateCommand({
            ...itemOf(userId),
            UpdateExpression: 'DELETE places :place',
            ConditionExpression: 'contains(places, :mine)',
            ExpressionAttributeValues: { ':place': new Set([place]), ':mine': place },
          }),
        ),
      );
    },
  };
}

/** By its text the oldest is the first: these times have 13 digits until the year 2286. */
function placeOf({ connectionId, connectedAtMs }: PlaceHolder): string {
  return `${connectedAtMs}#${connectionId}`;
}

const placesSchema = z.object({ places: z.set(z.string()) });

function holdersIn(item: ConditionalCheckFailedException['Item']): readonly PlaceHolder[] {
  const { places } = placesSchema.parse(item && unmarshall(item));
  return [...places].sort().map(place => {
    const at = place.indexOf('#');
    return { connectionId: place.slice(at + 1), connectedAtMs: Number(place.slice(0, at)) };
  });
}

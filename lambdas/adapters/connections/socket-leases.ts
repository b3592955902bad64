import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { socketLifetimeMs } from '../../../core/connection/socket-connections.ts';
import {
  maxSocketsPerUser,
  type SocketLease,
  type SocketLeases,
} from '../../../core/connection/socket-leases.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';

/**
 * A set of at most 20 in one item of the table `Limits` for each user. DynamoDB puts the writes to one
 * item in a row, so that the cap holds however many connect at once, by one write each.
 */
export function createSocketLeases(
  client: DynamoDBDocumentClient,
  tableName: string,
): SocketLeases {
  const itemOf = (userId: string) => ({
    TableName: tableName,
    Key: { subject: `sockets#${userId}`, slot: 'all' },
  });
  return {
    acquire: async (userId, lease) => {
      const member = memberOf(lease);
      const update = new UpdateCommand({
        ...itemOf(userId),
        UpdateExpression: 'ADD places :place SET expiresAt = :expiresAt',
        // Its own is there when the answer to an earlier try was lost on its way.
        ConditionExpression:
          'attribute_not_exists(places) OR size(places) < :cap OR contains(places, :mine)',
        ExpressionAttributeValues: {
          ':place': new Set([member]),
          ':mine': member,
          ':cap': maxSocketsPerUser,
          ':expiresAt': Math.ceil((lease.connectedAtMs + socketLifetimeMs) / 1_000),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await client.send(update);
        return undefined;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return leasesIn(error.Item);
        throw error;
      }
    },
    release: async (userId, lease) => {
      const member = memberOf(lease);
      await wasWritten(
        client.send(
          new UpdateCommand({
            ...itemOf(userId),
            UpdateExpression: 'DELETE places :place',
            ConditionExpression: 'contains(places, :mine)',
            ExpressionAttributeValues: { ':place': new Set([member]), ':mine': member },
          }),
        ),
      );
    },
  };
}

/** By its text the oldest is the first: these times have 13 digits until the year 2286. */
function memberOf({ connectionId, connectedAtMs }: SocketLease): string {
  return `${connectedAtMs}#${connectionId}`;
}

const placesSchema = z.object({ places: z.set(z.string()) });

function leasesIn(item: ConditionalCheckFailedException['Item']): readonly SocketLease[] {
  const { places } = placesSchema.parse(item && unmarshall(item));
  return [...places].sort().map(member => {
    const at = member.indexOf('#');
    return { connectionId: member.slice(at + 1), connectedAtMs: Number(member.slice(0, at)) };
  });
}

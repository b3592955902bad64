import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../../../core/clock.ts';
import {
  type Mailbox,
  type Notice,
  noticeReasons,
  type PostNotice,
} from '../../../core/connection/mailbox.ts';
import { writeBatches } from '../dynamodb/write-batches.ts';

/** Notices of one read; the next second's read gets the rest. */
const maxNotices = 200;

/** Nobody reads the mailbox of a process that is gone; the table's TTL removes what it holds. */
const keptMs = 3_600_000;

const noticeRowSchema = z.object({
  slot: z.string(),
  // A reason that only newer code knows ends the stream all the same.
  reason: z.enum(noticeReasons).catch('disconnected'),
});

/** Posts notices as rows of the table `Limits`; `onUnposted` is called with one that could not be. */
export function createPostNotice(options: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly now: Clock;
  readonly onUnposted: (notice: Notice, error: unknown) => void;
}): PostNotice {
  const { client, tableName: TableName, now, onUnposted } = options;
  return async (mailboxId, notice) => {
    const { connectionId: slot, reason } = notice;
    const expiresAt = Math.ceil((now() + keptMs) / 1_000);
    const Item = { subject: subjectOf(mailboxId), slot, reason, expiresAt };
    try {
      await client.send(new PutCommand({ TableName, Item }));
    } catch (error) {
      onUnposted(notice, error);
    }
  };
}

/** The mailbox of that id in the table `Limits`: one partition, which only its process reads. */
export function createMailbox(
  client: DynamoDBDocumentClient,
  tableName: string,
  id: string,
): Mailbox {
  const subject = subjectOf(id);
  return {
    id,
    read: async () => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'subject = :subject',
          ExpressionAttributeValues: { ':subject': subject },
          ConsistentRead: true,
          Limit: maxNotices,
        }),
      );
      return Items.map(item => {
        const { slot: connectionId, reason } = noticeRowSchema.parse(item);
        return { connectionId, reason };
      });
    },
    remove: async notices => {
      const deletes = notices.map(({ connectionId: slot }) => ({
        DeleteRequest: { Key: { subject, slot } },
      }));
      await writeBatches(client, tableName, deletes);
    },
  };
}

function subjectOf(mailboxId: string): string {
  return `mailbox#${mailboxId}`;
}

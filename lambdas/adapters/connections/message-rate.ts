import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type {
  MessageVerdict,
  SentMessage,
  SocketConnection,
} from '../../../core/connection/socket-connections.ts';

/** Messages that one socket may send in any such window. */
const maxMessages = 100;
const windowMs = 10_000;

/** Times of messages are kept in hundredths of a second since the socket connected: five bytes each. */
const tickMs = 10;
const windowTicks = windowMs / tickMs;

/** The row says when its socket's last message came as exactly as this, so that its indexes rest. */
const seenStepMs = 10_000;

/** What a new row has in place of messages: all of them as long ago as it takes. */
export const noMessages: readonly number[] = Array(maxMessages).fill(-windowTicks);

interface Rows {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly key: Readonly<Record<string, string>>;
  /** Of a row as it is stored. */
  readonly parse: (item: unknown) => SocketConnection;
}

/**
 * One write for each message, which looks whether the socket still has its row, counts the message,
 * says that the socket is alive, and reads what holds now of its token. `heard` lists the times of
 * the last 100 messages, the oldest first: with it as the condition, no 101st passes in any window,
 * wherever it was handled.
 *
 * A counter with the start of its window takes a second write for the first message of each window,
 * since an expression cannot choose between counting on and beginning anew; and where two windows
 * meet, 200 pass. A bucket that refills takes that second write too, and lets a 101st pass. The list
 * is in no index and keeps a usual row below 1 KB: one write unit a message, refused ones too, and two
 * more for the first in each step of `seenAtMs`, which is in the indexes. At $0.625 a million that is
 * less than API Gateway's $1 a million.
 */
export async function countMessage(
  { client, tableName, key, parse }: Rows,
  { connectedAtMs, nowMs }: SentMessage,
): Promise<MessageVerdict> {
  const tick = Math.max(0, Math.floor((nowMs - connectedAtMs) / tickMs));
  const update = new UpdateCommand({
    TableName: tableName,
    Key: key,
    // Behind the end of a list means at its end; both paths mean the list as it was.
    UpdateExpression: `SET heard[${maxMessages}] = :tick, seenAtMs = :seen, #state = :connected REMOVE heard[0]`,
    ConditionExpression: 'heard[0] <= :past AND attribute_not_exists(endReason)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':tick': tick,
      ':past': tick - windowTicks,
      ':seen': Math.max(connectedAtMs, nowMs - (nowMs % seenStepMs)),
      ':connected': 'connected',
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes } = await client.send(update);
    return { kind: 'counted', connection: parse(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const oldest = oldestCounted(error.Item);
    if (oldest === undefined) return { kind: 'unknown' };
    const retryAfterMs = (oldest + windowTicks - tick) * tickMs;
    return { kind: 'too-many', retryAfterMs: Math.max(tickMs, retryAfterMs) };
  }
}

const messagesSchema = z.object({
  heard: z.array(z.number()),
  endReason: z.undefined().optional(),
});

/** `undefined` without a row, and for one that is being ended. */
function oldestCounted(item: ConditionalCheckFailedException['Item']): number | undefined {
  return messagesSchema.safeParse(item && unmarshall(item)).data?.heard[0];
}

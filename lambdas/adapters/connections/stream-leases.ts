import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  chooseStreamLease,
  type HeldStreamLease,
  maxStreamLeases,
  type StreamLeaseChoice,
  type StreamsByRole,
  streamLeasesOf,
} from '../../../core/connection/choose-stream-lease.ts';
import type { ConnectionReport } from '../../../core/connection/held-connection.ts';
import type { PostNotice } from '../../../core/connection/mailbox.ts';
import type {
  StreamLease,
  StreamLeaseRequest,
  StreamLeases,
} from '../../../core/connection/stream-leases.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import { wasWritten } from '../dynamodb/conditional-write.ts';
import { createGiveBack, type GiveBack } from './give-back.ts';
import { indexKeysOf, leaseRowSchema, sightOf } from './lease-row.ts';

/** Each lost race means that another stream of the same user got a lease. */
const maxAttempts = 100;
const maxPauseMs = 50;

const leaseSchema = z.object({
  leaseId: z.string().regex(/^sse#\d{2}$/),
  connectionId: z.string(),
  channel: z.string(),
  clientId: z.string().optional(),
  mailbox: z.string().optional(),
  connectedAt: z.iso.datetime(),
  expiresAt: z.number(),
});

/**
 * The leases of streams in the table `Connections`: so many a user, by conditional writes. The process
 * whose stream is replaced is notified after the write, if it has a mailbox.
 */
export function createStreamLeases(
  client: DynamoDBDocumentClient,
  tableName: string,
  limits: StreamsByRole,
  postNotice: PostNotice,
  giveBack: GiveBack = createGiveBack(client),
): StreamLeases {
  async function acquire(request: StreamLeaseRequest): Promise<StreamLease> {
    const maxLeases = streamLeasesOf(request.role, limits);
    let choice: StreamLeaseChoice | undefined;
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const held = await heldLeases(request.userId);
      // The answer to an earlier attempt may have been lost on its way.
      const own = held.find(({ connectionId }) => connectionId === request.connectionId);
      if (own !== undefined) {
        return await taken(request, choice?.leaseNumber === own.leaseNumber ? choice : own);
      }
      const { channel, clientId, connectedAtMs } = request;
      const wish = { channel, ...(clientId && { clientId }), maxLeases, lostRaces: attempt - 1 };
      choice = chooseStreamLease(held, wish, connectedAtMs, Math.random);
      if (await take(request, choice)) return await taken(request, choice);
      await sleep(Math.random() * Math.min(attempt * 5, maxPauseMs));
    }
    throw new AppError(
      'LEASE_CONTENDED',
      `user ${request.userId} lost ${maxAttempts} races for one of ${maxLeases} stream leases; expected to win one`,
    );
  }

  async function heldLeases(userId: string): Promise<readonly HeldStreamLease[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'userId = :userId AND begins_with(leaseId, :sse)',
        ExpressionAttributeValues: { ':userId': userId, ':sse': 'sse#' },
        ConsistentRead: true,
        Limit: maxStreamLeases,
      }),
    );
    return Items.map(item => {
      const { leaseId, connectionId, channel, clientId, mailbox, connectedAt, expiresAt } =
        leaseSchema.parse(item);
      return {
        leaseNumber: Number(leaseId.slice('sse#'.length)),
        connectionId,
        channel,
        ...(clientId === undefined ? {} : { clientId }),
        ...(mailbox === undefined ? {} : { mailbox }),
        connectedAtMs: Date.parse(connectedAt),
        expiresAtMs: expiresAt * 1000,
      };
    });
  }

  /** False when the lease changed hands since it was read. */
  async function take(
    request: StreamLeaseRequest,
    { leaseNumber, replaces }: StreamLeaseChoice,
  ): Promise<boolean> {
    const { permissions, addresses, paymentStreams, workflows, ...leased } = request;
    const { connectedAtMs, expiresAtMs, ...rest } = leased;
    const sight = sightOf({ ...request });
    const row = { ...rest, ...sight, connectedAt: new Date(connectedAtMs).toISOString() };
    const put = new PutCommand({
      TableName: tableName,
      Item: {
        ...row,
        ...indexKeysOf(row),
        leaseId: leaseId(leaseNumber),
        kind: 'sse',
        state: 'connecting',
        seenAtMs: connectedAtMs,
        expiresAt: Math.ceil(expiresAtMs / 1000),
      },
      ...(replaces === undefined
        ? { ConditionExpression: 'attribute_not_exists(leaseId)' }
        : {
            // A lease that was released in between is as good as one that is replaced.
            ConditionExpression: 'attribute_not_exists(leaseId) OR connectionId = :replaced',
            ExpressionAttributeValues: { ':replaced': replaces.connectionId },
          }),
    });
    return await wasWritten(client.send(put));
  }

  /** The lease, once the process of the stream that it replaced is notified. */
  async function taken(
    request: StreamLeaseRequest,
    { leaseNumber, replaces }: StreamLeaseChoice,
  ): Promise<StreamLease> {
    // One that expired is no stream's any more: it ended before its lease did.
    if (replaces?.mailbox !== undefined && replaces.expiresAtMs > request.connectedAtMs) {
      const { mailbox, connectionId } = replaces;
      await postNotice(mailbox, { connectionId, reason: 'replaced' });
    }
    return lease(request, leaseNumber);
  }

  function lease({ userId, connectionId }: StreamLeaseRequest, leaseNumber: number): StreamLease {
    const Key = { userId, leaseId: leaseId(leaseNumber) };
    const heartbeat = ({ state, seenAtMs }: ConnectionReport): Promise<boolean> =>
      wasWritten(
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key,
            UpdateExpression: 'SET #state = :state, seenAtMs = :seen',
            ConditionExpression: 'connectionId = :mine AND attribute_not_exists(endReason)',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: {
              ':state': state,
              ':seen': seenAtMs,
              ':mine': connectionId,
            },
          }),
        ),
      );
    return {
      heartbeat,
      check: async () => {
        const { Item } = await client.send(
          new GetCommand({ TableName: tableName, Key, ConsistentRead: true }),
        );
        if (Item === undefined) return 'disconnected';
        if (Item.connectionId !== connectionId) return 'replaced';
        return leaseRowSchema.shape.endReason.parse(Item.endReason);
      },
      release: () => giveBack({ tableName, key: Key, connectionId }),
    };
  }

  return { acquire };
}

function leaseId(leaseNumber: number): string {
  return `sse#${String(leaseNumber).padStart(2, '0')}`;
}

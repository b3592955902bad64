import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { PostResult } from '../../core/connection/socket-gateway.ts';
import { type CourierPorts, deliverInbox } from '../../core/socket/deliver-inbox.ts';
import type { ChannelEvent, Target } from '../../core/wire/event.ts';
import type { ServerMessage } from '../../core/wire/socket/server-message.ts';
import { indexKeysOf } from '../../lambdas/adapters/connections/lease-row.ts';
import { createSocketConnections } from '../../lambdas/adapters/connections/socket-connections.ts';
import { createSocketDirectory } from '../../lambdas/adapters/connections/socket-directory.ts';
import { createConnectionsTable } from './connections-table.ts';
import type { TestEngine } from './engine.ts';
import { testEvent } from './event-log.ts';

export const nowMs = 1_790_000_000_000;

let tables = 0;

/** A socket's row as it is stored. */
export function socketOf(
  userId: string,
  parts: { connectionId?: string; [name: string]: unknown } = {},
) {
  const connectionId = parts.connectionId ?? `c-${userId}`;
  return {
    userId,
    leaseId: `ws#${connectionId}`,
    kind: 'ws',
    connectionId,
    channel: 'proposals',
    role: 'bettor',
    connectedAt: new Date(nowMs - 60_000).toISOString(),
    state: 'connected',
    seenAtMs: nowMs - 60_000,
    tokenExpiresAtMs: nowMs + 3_600_000,
    sourceIp: '203.0.113.7',
    userAgent: 'test',
    expiresAt: nowMs / 1_000 + 7_200,
    ...parts,
  };
}

const inTheIndex = ({ channel, connectionId }: Readonly<Record<string, unknown>>) =>
  indexKeysOf({ channel: String(channel), connectionId: String(connectionId), connectedAt: '' });

/** Connected are those of the rows; each post is remembered. */
export async function createInboxWorld(
  engine: TestEngine,
  rows: readonly Readonly<Record<string, unknown>>[],
) {
  tables += 1;
  const TableName = `Connections-${tables}`;
  await createConnectionsTable(engine, TableName);
  for (let start = 0; start < rows.length; start += 25) {
    const puts = rows
      .slice(start, start + 25)
      .map(row => ({ PutRequest: { Item: { ...row, ...inTheIndex(row) } } }));
    await engine.client.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
  }
  const posts: { readonly to: string; readonly message: ServerMessage }[] = [];
  const endings = new Map<string, PostResult>();
  const undelivered: string[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const connections = createSocketConnections(engine.client, TableName);
  const ports: CourierPorts = {
    connections,
    directory: createSocketDirectory(engine.client, TableName, () => nowMs),
    gateway: {
      post: async (to, text) => {
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        await new Promise(setImmediate);
        underWay -= 1;
        posts.push({ to, message: JSON.parse(text) });
        return endings.get(to) ?? { kind: 'sent' };
      },
      close: async () => ({ kind: 'sent' }),
    },
    now: () => nowMs,
    pause: async () => undefined,
    statistics: { delivered: () => undefined },
    onDeliveryFailed: ({ connectionId }, id) => undelivered.push(`${id} to ${connectionId}`),
  };
  return {
    ports,
    posts,
    endings,
    undelivered,
    connections,
    mostUnderWay: () => mostUnderWay,
    deliver: (...events: readonly ChannelEvent[]) => deliverInbox([segmentWith(events)], ports),
    receivedBy: (to: string) =>
      posts.filter(post => post.to === to).map(({ message }) => message.id),
  };
}

export function segmentWith(events: readonly ChannelEvent[], firstSeq = 7) {
  return {
    channel: 'inbox' as const,
    firstSeq,
    lastSeq: firstSeq + events.length - 1,
    epoch: 'k3f9',
    generation: 1,
    appendedAtMs: nowMs,
    expiresAtSec: nowMs / 1_000 + 3_600,
    events,
  };
}

export const notification = (id: string, target: Target, parts: Partial<ChannelEvent> = {}) =>
  testEvent(id, { type: 'notification', channel: 'inbox', metadata: { target }, ...parts });

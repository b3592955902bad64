import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PostResult } from '../../core/connection/socket-gateway.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import type { ServerMessage } from '../../core/wire/socket/server-message.ts';
import type { RoomDeliveryPorts } from '../../core/room/deliver-events.ts';
import type { StoredWorkflow } from '../../core/workflow/stored-workflow.ts';
import type { SubscribePorts } from '../../core/room/subscribe.ts';
import { createSocketConnections } from '../../lambdas/adapters/connections/socket-connections.ts';
import { createSocketDirectory } from '../../lambdas/adapters/connections/socket-directory.ts';
import { createConnectionsTable } from './connections-table.ts';
import type { TestEngine } from './engine.ts';
import { testEvent } from './event-log.ts';
import { createRoomTables } from './room-tables.ts';

export const nowMs = 1_790_000_000_000;

/** An event of a workflow, as the fan-out makes it. */
export function workflowEvent(
  id: string,
  workflowId: string,
  data: Readonly<Record<string, unknown>> = {},
): ChannelEvent {
  return testEvent(id, {
    type: 'workflow.updated',
    channel: 'workflows',
    source: 'Workflows',
    data: { workflowId, status: 'pending', ...data },
  });
}

/** A segment of the log of `workflows`. */
export function workflowSegment(events: readonly ChannelEvent[], firstSeq = 1) {
  return {
    channel: 'workflows' as const,
    firstSeq,
    lastSeq: firstSeq + events.length - 1,
    epoch: 'k3f9',
    generation: 1,
    appendedAtMs: nowMs,
    expiresAtSec: nowMs / 1_000 + 3_600,
    events,
  };
}

/** Rooms on a real engine, and sockets whose posts are remembered. */
export async function createRoomWorld(engine: TestEngine) {
  await createConnectionsTable(engine, 'Connections');
  const tables = await createRoomTables(engine, () => nowMs);
  const connections = createSocketConnections(engine.client, 'Connections');
  const posts: { readonly to: string; readonly message: ServerMessage }[] = [];
  const endings = new Map<string, PostResult>();
  const ports: RoomDeliveryPorts & SubscribePorts = {
    ...tables,
    connections,
    directory: createSocketDirectory(engine.client, 'Connections', () => nowMs),
    gateway: {
      post: async (to, text) => {
        await new Promise(setImmediate);
        posts.push({ to, message: JSON.parse(text) });
        return endings.get(to) ?? { kind: 'sent' };
      },
      close: async () => ({ kind: 'sent' }),
    },
    now: () => nowMs,
    pause: async () => undefined,
    statistics: { delivered: () => undefined },
    onDeliveryFailed: () => undefined,
  };
  return {
    ...tables,
    ports,
    posts,
    endings,
    /** Opens a socket, and gives it as its row has it. */
    open: async (
      connectionId: string,
      role: string,
      more: { readonly userId?: string; readonly permissions?: readonly string[] } = {},
    ) => {
      const userId = more.userId ?? `user-${connectionId}`;
      await connections.open({
        ...{ userId, connectionId, role, permissions: more.permissions },
        connectedAtMs: nowMs - 60_000,
        tokenExpiresAtMs: nowMs + 3_600_000,
        ...{ sourceIp: '203.0.113.7', userAgent: 'test' },
      });
      const [socket] = await connections.find([{ userId, connectionId }], nowMs);
      if (socket === undefined) throw new Error(`no row of ${connectionId}`);
      return socket;
    },
    putWorkflow: async (workflow: Partial<StoredWorkflow> & { readonly workflowId: string }) => {
      const Item = { status: 'pending', version: 1, ...workflow };
      await engine.client.send(new PutCommand({ TableName: 'Workflows', Item }));
    },
    receivedBy: (to: string) =>
      posts.filter(post => post.to === to).map(({ message }) => message.id),
  };
}

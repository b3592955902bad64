import { mayRead } from '../channel/channels.ts';
import {
  deliverInOrder,
  eventMessage,
  maxAtOnce,
  pagesOf,
  recentEntries,
} from '../connection/event-messages.ts';
import type { SocketConnection, SocketKey } from '../connection/socket-connections.ts';
import type { DeliveryPorts, OutgoingMessage } from '../connection/socket-delivery.ts';
import type { SocketDirectory } from '../connection/socket-directory.ts';
import type { LogEntry, Segment } from '../log/segment.ts';
import { runConcurrently } from '../run-concurrently.ts';
import { PostedEvents } from '../trace/posted-events.ts';
import { formatCursor } from '../wire/cursor.ts';
import type { ChannelEvent } from '../wire/event.ts';
import { isStaff } from '../wire/role.ts';
import { type Concern, isConcernOf } from '../wire/workflow.ts';
import { maySee } from '../workflow/may-see.ts';
import { maySeeEvent } from '../workflow/may-see-event.ts';
import type { StoredWorkflow } from '../workflow/stored-workflow.ts';
import type { WorkflowStore } from '../workflow/workflow-store.ts';
import { concernOf, rolesOf, usersOf } from './concern-of.ts';
import { type RoomMember, type Rooms, roomOf } from './rooms.ts';

/** What delivering works with. */
export interface RoomDeliveryPorts extends DeliveryPorts {
  readonly directory: Pick<SocketDirectory, 'pages'>;
  readonly rooms: Pick<Rooms, 'membersOf' | 'leaveAll'>;
  readonly workflows: Pick<WorkflowStore, 'find'>;
}

/** An event of a workflow on its way to its subscribers and to those whom it concerns. */
interface RoomMessage {
  readonly workflowId: string;
  readonly event: ChannelEvent;
  readonly concern: Concern;
  readonly outgoing: OutgoingMessage;
}

/** Those who may get something of a batch, as their rows have them now, and who is subscribed. */
interface Audience {
  readonly sockets: readonly SocketConnection[];
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Posts the new events of workflows to the sockets that are subscribed to them, and to those of the
 * people whom they concern by name or by a role of the staff: to each socket its own in the log's order and once, to different sockets at
 * once. Whether it may is judged by the socket's row as it is now. Returns how many messages were sent.
 * Throws only when rows cannot be read, so that the stream gives the segments again; messages have the
 * events' ids.
 */
export async function deliverWorkflowEvents(
  segments: readonly Segment[],
  ports: RoomDeliveryPorts,
): Promise<number> {
  const nowMs = ports.now();
  const messages = recentEntries(segments, nowMs).flatMap(entry => roomMessage(entry, nowMs));
  if (messages.length === 0) return 0;
  const audience = await audienceOf(messages, ports);
  const workflows = await doubtedWorkflows(messages, audience, ports);
  const posted = new PostedEvents();
  let sent = 0;
  await runConcurrently(audience.sockets, maxAtOnce, async socket => {
    const its = messages.filter(message => isFor(message, socket, audience, workflows));
    const outgoing = its.map(each => each.outgoing);
    const count = await deliverInOrder(socket, outgoing, ports);
    sent += count;
    posted.add(
      its.slice(0, count).map(({ event }) => event),
      ports.now(),
    );
  });
  posted.log(ports.logHop);
  return sent;
}

function roomMessage(entry: LogEntry, nowMs: number): readonly RoomMessage[] {
  const { epoch, seq, event } = entry;
  const workflowId = roomOf(event);
  if (workflowId === undefined) return [];
  const cursor = formatCursor({ epoch, seq });
  const message = { event: 'workflow_event', id: event.id, timestamp: nowMs } as const;
  const outgoing = eventMessage(entry, {
    whole: { ...message, data: { workflowId, cursor, event } },
    place: { ...message, data: { workflowId, cursor } },
  });
  return [{ workflowId, event, concern: concernOf(event), outgoing }];
}

async function audienceOf(
  messages: readonly RoomMessage[],
  ports: RoomDeliveryPorts,
): Promise<Audience> {
  const { connections, directory, rooms, now } = ports;
  const sockets = new Map<string, SocketConnection>();
  const add = (found: readonly SocketConnection[]): void => {
    for (const socket of found) sockets.set(socket.connectionId, socket);
  };
  const users = unique(messages.flatMap(({ concern }) => usersOf(concern)));
  await runConcurrently(users, maxAtOnce, async userId => {
    add(await connections.listOf(userId, now()));
  });

  const members = new Map<string, ReadonlySet<string>>();
  const wanted = new Map<string, SocketKey>();
  const want = (keys: readonly SocketKey[]): void => {
    for (const { userId, connectionId } of keys) wanted.set(connectionId, { userId, connectionId });
  };
  await runConcurrently(
    unique(messages.map(({ workflowId }) => workflowId)),
    maxAtOnce,
    async workflowId => {
      const found: readonly RoomMember[] = await rooms.membersOf(workflowId);
      members.set(workflowId, new Set(found.map(({ connectionId }) => connectionId)));
      want(found);
    },
  );
  const subscribed = new Set(wanted.keys());
  const roles = new Set(messages.flatMap(({ concern }) => rolesOf(concern)).filter(isStaff));
  if (roles.size > 0) {
    for await (const page of directory.pages()) want(page.filter(({ role }) => roles.has(role)));
  }

  // What an index said of them may be old, and is not all of it.
  const unread = [...wanted.values()].filter(({ connectionId }) => !sockets.has(connectionId));
  await runConcurrently(pagesOf(unread), maxAtOnce, async keys => {
    add(await connections.find(keys, now()));
  });
  const gone = [...subscribed].filter(connectionId => !sockets.has(connectionId));
  await runConcurrently(gone, maxAtOnce, connectionId => rooms.leaveAll(connectionId));
  return { sockets: [...sockets.values()], members };
}

/**
 * The workflows of which someone is subscribed who neither reads the channel nor is named by the event,
 * as one who decided an earlier step: the item says whether it is shown to them.
 */
async function doubtedWorkflows(
  messages: readonly RoomMessage[],
  { sockets, members }: Audience,
  { workflows }: RoomDeliveryPorts,
): Promise<ReadonlyMap<string, StoredWorkflow>> {
  const found = new Map<string, StoredWorkflow>();
  const strangers = sockets.filter(socket => !mayRead('workflows', socket));
  const doubted = messages.filter(({ workflowId, concern }) =>
    strangers.some(
      socket => members.get(workflowId)?.has(socket.connectionId) && !isConcernOf(concern, socket),
    ),
  );
  await runConcurrently(
    unique(doubted.map(({ workflowId }) => workflowId)),
    maxAtOnce,
    async workflowId => {
      const workflow = await workflows.find(workflowId);
      if (workflow !== undefined) found.set(workflowId, workflow);
    },
  );
  return found;
}

function isFor(
  { workflowId, event, concern }: RoomMessage,
  socket: SocketConnection,
  { members }: Audience,
  workflows: ReadonlyMap<string, StoredWorkflow>,
): boolean {
  if (!maySeeEvent(event, socket)) return false;
  const isTheirs = isConcernOf(concern, socket);
  // Of a role that is not staff's there may be thousands: those get what they subscribe to.
  if (isTheirs && (isStaff(socket.role) || usersOf(concern).includes(socket.userId))) return true;
  if (!members.get(workflowId)?.has(socket.connectionId)) return false;
  if (isTheirs || mayRead('workflows', socket)) return true;
  const workflow = workflows.get(workflowId);
  return workflow !== undefined && maySee(workflow, socket);
}

function unique(all: readonly string[]): readonly string[] {
  return [...new Set(all)];
}

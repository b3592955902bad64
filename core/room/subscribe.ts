import type { Clock } from '../clock.ts';
import type { SocketConnection, SocketConnections } from '../connection/socket-connections.ts';
import type { LogReader } from '../log/log-reader.ts';
import { type Refusal, refuse } from '../proposal/refusal.ts';
import type { ActionData } from '../wire/socket/client-message.ts';
import type { RoomRefusalCode } from '../wire/socket/refusal-code.ts';
import type { Subscribed } from '../wire/socket/workflow-room.ts';
import { maySee } from '../workflow/may-see.ts';
import type { StoredWorkflow } from '../workflow/stored-workflow.ts';
import type { WorkflowStore } from '../workflow/workflow-store.ts';
import { workflowView } from '../workflow/workflow-view.ts';
import { missedEvents } from './missed-events.ts';
import { maxRoomsPerSocket, type Rooms } from './rooms.ts';

/** What subscribing works with. */
export interface SubscribePorts {
  readonly rooms: Rooms;
  readonly workflows: Pick<WorkflowStore, 'find'>;
  /** The log of `workflows`. */
  readonly workflowLog: Pick<LogReader, 'head' | 'resume' | 'forward'>;
  readonly connections: Pick<SocketConnections, 'find'>;
  readonly now: Clock;
}

/** How it ended: with the answer's data, or a refusal. */
export type Subscription =
  | { readonly kind: 'subscribed'; readonly data: Subscribed }
  | Refusal<RoomRefusalCode>;

/** The size of a workflow that still fits in a message with the events it goes with. */
const maxWorkflowBytes = 30_000;

/**
 * Subscribes the socket to a workflow that its user may see; what there is not is answered as what is
 * not shown. First the subscription is written, then the log is read, then the item: an event that
 * comes before the subscription is in the answer, one that comes after it is pushed, and the workflow
 * is at least as new as the answer's cursor.
 */
export async function subscribe(
  asked: ActionData<'subscribe_workflow'>,
  socket: SocketConnection,
  { rooms, workflows, workflowLog, connections, now }: SubscribePorts,
): Promise<Subscription> {
  const { workflowId } = asked;
  const { connectionId } = socket;
  if (shown(await workflows.find(workflowId), socket) === undefined) return notFound;
  if (!(await rooms.join(workflowId, socket))) return tooMany;
  const missed = await missedEvents(asked, socket, workflowLog);
  const [found, [still]] = await Promise.all([
    workflows.find(workflowId),
    connections.find([socket], now()),
  ]);
  // Its rooms were removed after its row, or are removed here.
  if (still === undefined) {
    await rooms.leaveAll(connectionId);
    return refuse('CONNECTION_UNKNOWN', 'this connection was closed here; connect again');
  }
  const workflow = shown(found, still);
  if (workflow === undefined) {
    await rooms.leave(workflowId, connectionId);
    return notFound;
  }
  const view = workflowView(workflow);
  const fits = new TextEncoder().encode(JSON.stringify(view)).length <= maxWorkflowBytes;
  return {
    kind: 'subscribed',
    data: { workflowId, ...(fits && { workflow: view }), ...missed },
  };
}

function shown(
  workflow: StoredWorkflow | undefined,
  socket: SocketConnection,
): StoredWorkflow | undefined {
  return workflow !== undefined && maySee(workflow, socket) ? workflow : undefined;
}

const notFound = refuse(
  'WORKFLOW_NOT_FOUND',
  'received the id of no workflow that is shown to you; expected that of one which is',
);

const tooMany = refuse(
  'TOO_MANY_SUBSCRIPTIONS',
  `received a subscription more than the ${maxRoomsPerSocket} that a socket has; unsubscribe first`,
);

import { isAddressed } from '../wire/addressee.ts';
import type { ChannelEvent } from '../wire/event.ts';

/** Workflows that one socket may be subscribed to at once. */
export const maxRoomsPerSocket = 100;

/** A socket that is subscribed to a workflow, and whose it is. */
export interface RoomMember {
  readonly userId: string;
  readonly connectionId: string;
}

/** A socket that subscribes. */
export interface JoiningSocket extends RoomMember {
  /** Milliseconds since the Unix epoch. */
  readonly connectedAtMs: number;
}

/** Which sockets are subscribed to which workflows. Every method sees each write committed before it. */
export interface Rooms {
  /** False when the socket is subscribed to as many as it may; one that is subscribed already stays so. */
  join(workflowId: string, socket: JoiningSocket): Promise<boolean>;
  leave(workflowId: string, connectionId: string): Promise<void>;
  /** Ends all subscriptions of a socket that is gone. */
  leaveAll(connectionId: string): Promise<void>;
  membersOf(workflowId: string): Promise<readonly RoomMember[]>;
}

/** How many sockets are subscribed to each workflow. */
export interface RoomCounts {
  /** Of each workflow that somebody is subscribed to; false when there are more than were looked at. */
  count(): Promise<{ readonly members: ReadonlyMap<string, number>; readonly isExact: boolean }>;
}

/**
 * The workflow that an event of the log of `workflows` is about; `undefined` for one of none, and for
 * one that is addressed to someone, whom it reaches by the inbox.
 */
export function roomOf(event: ChannelEvent): string | undefined {
  const { workflowId } = event.data;
  const isOfWorkflow = event.channel === 'workflows' && typeof workflowId === 'string';
  return isOfWorkflow && !isAddressed(event) ? workflowId : undefined;
}

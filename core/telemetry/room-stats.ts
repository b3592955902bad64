import { mayRead } from '../channel/channels.ts';
import type { RoomCounts } from '../room/rooms.ts';
import type { Addressee } from '../wire/addressee.ts';
import type { Stats } from '../wire/management/stats.ts';
import { isOpenTo } from '../wire/workflow.ts';
import type { WorkflowLists } from '../workflow/workflow-lists.ts';

/** So many workflows are named, those with the most sockets first. */
const maxListed = 50;

/** What counting rooms works with. */
export interface RoomStatsPorts {
  readonly rooms: RoomCounts;
  readonly workflowLists: Pick<WorkflowLists, 'findAll'>;
}

/** How many sockets are subscribed to workflows. Those that are not shown to its reader are not named. */
export async function roomStats(
  reader: Pick<Addressee, 'role' | 'permissions'>,
  { rooms, workflowLists }: RoomStatsPorts,
): Promise<Stats['rooms']> {
  if (!mayRead('workflows', reader)) {
    return { rooms: 0, subscriptions: 0, isExact: true, byWorkflow: [] };
  }
  const { members, isExact } = await rooms.count();
  const most = [...members]
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, maxListed);
  const found = await workflowLists.findAll(most.map(([workflowId]) => workflowId));
  const shown = new Set(
    found
      .filter(({ visibleTo }) => isOpenTo(visibleTo, reader))
      .map(({ workflowId }) => workflowId),
  );
  return {
    rooms: members.size,
    subscriptions: [...members.values()].reduce((sum, each) => sum + each, 0),
    isExact,
    byWorkflow: most
      .filter(([workflowId]) => shown.has(workflowId))
      .map(([workflowId, sockets]) => ({ workflowId, sockets })),
  };
}

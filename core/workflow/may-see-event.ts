import { hasHome, mayRead } from '../channel/channels.ts';
import type { ChannelEvent } from '../wire/event.ts';
import { isOpenTo, type WorkflowPerson } from '../wire/workflow.ts';

/**
 * Whether an event of a workflow is shown to someone to whom the workflow is. What the Outbox says of a
 * workflow is for the channel's readers: whom the workflow concerns, and no more than that, sees its
 * changes of state alone.
 */
export function maySeeEvent(
  { type, data }: Pick<ChannelEvent, 'type' | 'data'>,
  person: WorkflowPerson,
): boolean {
  if (!isOpenTo(data.visibleTo, person)) return false;
  return hasHome(type) || mayRead('workflows', person);
}

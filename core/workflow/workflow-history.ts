import type { Clock } from '../clock.ts';
import { LogReader } from '../log/log-reader.ts';
import type { SegmentStore } from '../log/segment.ts';
import type { ChannelEvent } from '../wire/event.ts';
import { isForReader } from '../wire/shown-on.ts';
import type { WorkflowPerson } from '../wire/workflow.ts';
import { maySeeEvent } from './may-see-event.ts';

/** The log of a year's workflows is not read for one of them: 250 segments, or 10 MB. */
const maxReads = 10;

/** The newest events; who wants earlier ones reads the channel. */
const maxEvents = 100;

/** What became of a workflow, as its events have it. */
export interface WorkflowHistory {
  /** Oldest first. */
  readonly events: readonly ChannelEvent[];
  /** Whether it begins with the creation; else there may be events before these. */
  readonly complete: boolean;
}

/**
 * The newest events of a workflow that this person may see: the log holds them as long as it keeps
 * events. An event that was for others only, when the workflow named others in `visibleTo`, stays theirs;
 * what the Outbox brought is for the channel's readers.
 */
export async function workflowHistory(
  workflowId: string,
  person: WorkflowPerson,
  { segments, now }: { readonly segments: SegmentStore; readonly now: Clock },
): Promise<WorkflowHistory> {
  const reader = { ...person, connectionId: '' };
  // A copy of another channel's event is none of the workflow's, whatever its data say.
  const isOfIt = ({ channel, data }: ChannelEvent) =>
    channel === 'workflows' && data.workflowId === workflowId;
  let complete = false;
  const isFirst = (event: ChannelEvent) => {
    complete ||= isOfIt(event) && event.source === 'Workflows' && event.type === 'workflow.created';
    return complete;
  };
  const log = new LogReader({ store: segments, channel: 'workflows', clock: now });
  const { entries } = await log.history(
    maxEvents,
    event => isOfIt(event) && maySeeEvent(event, person) && isForReader(event, reader, 'workflows'),
    { maxReads, isFirst },
  );
  return { events: entries.map(({ event }) => event), complete };
}

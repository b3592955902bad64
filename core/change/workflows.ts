import type { WorkflowStatus } from '../wire/workflow.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type WorkflowItem = TableItem<'Workflows'>;
/** What an old image must hold for the new one to be compared with it. */
type Before = Partial<WorkflowItem> & Pick<WorkflowItem, 'status'>;
type Mark = 'overdueAt' | 'remindedAt' | 'escalatedAt';

interface Removed {
  readonly removed?: string[];
}

const known: KnownTransitions<WorkflowStatus> = {
  draft: ['pending', 'cancelled'],
  pending: ['approved', 'rejected', 'cancelled', 'draft'],
  approved: [],
  rejected: [],
  cancelled: [],
};

const marks = ['overdueAt', 'remindedAt', 'escalatedAt'] as const satisfies readonly Mark[];

/**
 * The events of a write to Workflows. Each says where the workflow stands, whom it concerns and who may
 * see it, by which readers are judged.
 */
export function workflowEvents({
  item,
  before,
  oldItem,
}: Write<WorkflowItem>): readonly StateEventDraft[] {
  const old = comparable(before);
  // Compared with nothing that can be read, a workflow is published as new: with its end, if that came.
  if (old === undefined) return [created(item), ...(isEnd(item.status) ? [statusEvent(item)] : [])];
  if (isSameButMarks(item, old)) {
    const begun = marks.filter(mark => item[mark] !== undefined && item[mark] !== old[mark]);
    return begun.map(mark => markEvent(item, mark));
  }
  const said = {
    ...(item.status !== old.status && surpriseAt(known, old.status, item.status)),
    ...removedFields(item, old, oldItem ?? {}),
  };
  return [
    item.status !== old.status && isEnd(item.status)
      ? statusEvent(item, old.status, said)
      : updated(item, said),
  ];
}

function comparable(before: Partial<WorkflowItem> | undefined): Before | undefined {
  return before?.status === undefined ? undefined : { ...before, status: before.status };
}

function isEnd(status: WorkflowStatus): status is 'approved' | 'rejected' | 'cancelled' {
  return known[status].length === 0;
}

function created(item: WorkflowItem): StateEventDraft {
  const { overdueAt: _overdue, remindedAt: _reminded, escalatedAt: _escalated, ...data } = item;
  return { rule: 'created', type: 'workflow.created', priority: 'normal', data };
}

function statusEvent(
  item: WorkflowItem,
  oldStatus?: WorkflowStatus,
  said: Surprise & Removed = {},
): StateEventDraft {
  const { comments, bulkOperationId } = item;
  const data = { ...said, ...standing(item), comments, bulkOperationId, oldStatus };
  const type = `workflow.${item.status as 'approved' | 'rejected' | 'cancelled'}` as const;
  return { rule: item.status, type, priority: 'high', data };
}

function updated(item: WorkflowItem, said: Surprise & Removed): StateEventDraft {
  const priority = said.unexpected ? 'high' : 'normal';
  const data = { ...said, ...standing(item) };
  return { rule: 'updated', type: 'workflow.updated', priority, data };
}

/** Changed fields come with every event; one that is gone is named, for it has no value. */
function removedFields(item: WorkflowItem, old: Before, oldItem: object): Removed {
  const removed = (Object.keys(old) as (keyof WorkflowItem)[]).filter(
    name => Object.hasOwn(oldItem, name) && item[name] === undefined,
  );
  return removed.length === 0 ? {} : { removed };
}

/** Written once each by the deadline, and nothing else with it. */
function markEvent(item: WorkflowItem, mark: Mark): StateEventDraft {
  const { dueAt, currentStep: step } = item;
  const data = { ...standing(item), dueAt, step };
  switch (mark) {
    case 'overdueAt':
      return { rule: 'overdue', type: 'workflow.overdue', priority: 'high', data };
    case 'remindedAt':
      return { rule: 'reminder', type: 'workflow.reminder', priority: 'normal', data };
    case 'escalatedAt':
      return { rule: 'escalated', type: 'workflow.escalated', priority: 'high', data };
  }
}

function isSameButMarks(item: WorkflowItem, old: Before): boolean {
  const names = Object.keys({ ...item, ...old }) as (keyof WorkflowItem)[];
  // Whom it was escalated to is written with that mark.
  const isMark = (name: keyof WorkflowItem) =>
    name === 'escalatedTo' || marks.some(mark => mark === name);
  return names.every(
    name => isMark(name) || JSON.stringify(item[name]) === JSON.stringify(old[name]),
  );
}

function standing(item: WorkflowItem) {
  const { workflowId, name, status, currentStep, version, createdBy, updatedBy } = item;
  const { assignees, approvers, escalatedTo, visibleTo } = item;
  return {
    ...{ workflowId, name, status, currentStep, version, createdBy, updatedBy },
    ...{ assignees, approvers, escalatedTo, visibleTo },
  };
}

import type { WorkflowStatus } from '../wire/workflow.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type WorkflowItem = TableItem<'Workflows'>;
/** What an old image must hold for the new one to be compared with it. */
type Before = Partial<WorkflowItem> & Pick<WorkflowItem, 'status'>;
type Mark = 'overdueAt' | 'remindedAt' | 'escalatedAt';

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
  const begun = marks.filter(mark => item[mark] !== undefined && item[mark] !== old[mark]);
  if (begun.length > 0 && isSameButMarks(item, old))
    return begun.map(mark => markEvent(item, mark));
  if (item.status !== old.status && isEnd(item.status)) {
    return [statusEvent(item, old.status, surpriseAt(known, old.status, item.status))];
  }
  return isSameButMarks(item, old) ? [] : [updated(item, old, oldItem ?? {})];
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
  surprise: Surprise = {},
): StateEventDraft {
  const { comments, bulkOperationId } = item;
  const data = { ...surprise, ...standing(item), comments, bulkOperationId, oldStatus };
  const type = `workflow.${item.status as 'approved' | 'rejected' | 'cancelled'}` as const;
  return { rule: item.status, type, priority: 'high', data };
}

/** Its changed fields come with every event; a field that is gone is named, for it has no value. */
function updated(item: WorkflowItem, old: Before, oldItem: object): StateEventDraft {
  const surprise = item.status === old.status ? {} : surpriseAt(known, old.status, item.status);
  const priority = surprise.unexpected ? 'high' : 'normal';
  const removed = (Object.keys(old) as (keyof WorkflowItem)[]).filter(
    name => Object.hasOwn(oldItem, name) && item[name] === undefined,
  );
  const data = { ...surprise, ...standing(item), ...(removed.length > 0 && { removed }) };
  return { rule: 'updated', type: 'workflow.updated', priority, data };
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

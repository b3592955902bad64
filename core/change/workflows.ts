import { approversOf, isEnd, type WorkflowStatus, workflowMarks } from '../wire/workflow.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, type Surprise, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type WorkflowItem = TableItem<'Workflows'>;
/** What an old image must hold for the new one to be compared with it. */
type Before = Partial<WorkflowItem> & Pick<WorkflowItem, 'status'>;
type Mark = (typeof workflowMarks)[number];

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

/**
 * The events of a write to Workflows. Each says where the workflow stands, whom it concerns and who may
 * see it, by which readers are judged: its approvers are those who decide its current step, be they named
 * by the workflow or by its list of steps.
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
    const begun = workflowMarks.filter(
      mark => item[mark] !== undefined && item[mark] !== old[mark],
    );
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

function created(item: WorkflowItem): StateEventDraft {
  const {
    overdueAt: _overdue,
    remindedAt: _reminded,
    escalatedAt: _escalated,
    ...data
  } = effective(item);
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
  const [shown, shownBefore] = [effective(item), effective(old)];
  const removed = (Object.keys(shownBefore) as (keyof WorkflowItem)[]).filter(name => {
    const was =
      name === 'approvers' ? shownBefore.approvers !== undefined : Object.hasOwn(oldItem, name);
    return was && shown[name] === undefined;
  });
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
    name === 'escalatedTo' || workflowMarks.some(mark => mark === name);
  return names.every(
    name => isMark(name) || JSON.stringify(item[name]) === JSON.stringify(old[name]),
  );
}

/** The item with those who decide its current step as its approvers. */
function effective<I extends Before>(item: I): I {
  const approvers = approversOf(item);
  return approvers === undefined ? item : { ...item, approvers };
}

function standing(item: WorkflowItem) {
  const { workflowId, name, status, currentStep, version, createdBy, updatedBy } = item;
  const { assignees, approvers, escalatedTo, visibleTo } = effective(item);
  return {
    ...{ workflowId, name, status, currentStep, version, createdBy, updatedBy },
    ...{ assignees, approvers, escalatedTo, visibleTo },
  };
}

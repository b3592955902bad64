import type { TableItem } from '../../change/item-schemas.ts';
import { postponed } from '../../deadline/deadline.ts';
import { isEnd, workflowMarks } from '../../wire/workflow.ts';
import type {
  FoundWorkflow,
  MarkMoments,
  WorkflowDeadline,
  WorkflowDeadlineWrite,
  WorkflowMark,
} from './workflow-deadline.ts';
import { escalationOf, workflowMoments } from './workflow-moments.ts';

type WorkflowItem = TableItem<'Workflows'>;

const nothing = { marks: {}, removed: [] } as const;

/**
 * Decides by the workflow as it stands and by what was published before. A mark that begins is written
 * to the item, which publishes it; one that stands for another moment than its own is taken from it,
 * which publishes nothing. A workflow that has ended keeps its marks. `undefined`: all is as it should
 * be.
 */
export function workflowSettlement(
  found: FoundWorkflow,
  deadline: WorkflowDeadline | undefined,
  nowMs: number,
): WorkflowDeadlineWrite | undefined {
  if (found.kind === 'malformed') {
    const later = postponed(deadline, nowMs);
    return later && { ...nothing, deadline: later };
  }
  if (found.kind === 'absent' || isEnd(found.item.status)) {
    return deadline && { ...nothing, deadline: undefined };
  }
  const { item } = found;
  const moments = workflowMoments(item);
  const before = held(moments, deadline);
  const marks = beginning(moments, before, nowMs);
  const published = { ...before, ...marks };
  const next = deadlineOf(moments, published, nowMs, deadline);
  const change = { ...itemWrite(item, moments, marks), deadline: next };
  const isUntouched = Object.keys(marks).length === 0 && change.removed.length === 0;
  return isUntouched && isSame(next, deadline) ? undefined : change;
}

/** What was published and holds: a moment that has moved is another, which is published by itself. */
function held(moments: MarkMoments, deadline: WorkflowDeadline | undefined): MarkMoments {
  const published = deadline?.published ?? {};
  return only(mark => published[mark] === moments[mark], moments);
}

function beginning(moments: MarkMoments, published: MarkMoments, nowMs: number): MarkMoments {
  const { overdueAt = Number.POSITIVE_INFINITY } = moments;
  return only((mark, ms) => {
    if (ms > nowMs || published[mark] !== undefined) return false;
    // Nobody is reminded of what is overdue, nor by a clock that is behind.
    return mark !== 'remindedAt' || (overdueAt > nowMs && published.overdueAt === undefined);
  }, moments);
}

function itemWrite(
  item: WorkflowItem,
  moments: MarkMoments,
  marks: MarkMoments,
): Omit<WorkflowDeadlineWrite, 'deadline'> {
  const stale = workflowMarks.filter(
    mark => marks[mark] === undefined && item[mark] !== undefined && item[mark] !== moments[mark],
  );
  const escalatedTo = marks.escalatedAt === undefined ? undefined : escalationOf(item);
  const isEscalationOver = marks.escalatedAt !== undefined || stale.includes('escalatedAt');
  const removed =
    isEscalationOver && escalatedTo === undefined && item.escalatedTo !== undefined
      ? ([...stale, 'escalatedTo'] as const)
      : stale;
  return { marks, ...(escalatedTo && { escalatedTo }), removed };
}

function deadlineOf(
  moments: MarkMoments,
  published: MarkMoments,
  nowMs: number,
  before: WorkflowDeadline | undefined,
): WorkflowDeadline | undefined {
  const toCome = Object.values(only((mark, ms) => ms > nowMs && !(mark in published), moments));
  if (toCome.length === 0 && Object.keys(published).length === 0) return undefined;
  return {
    published,
    dueAtMs: toCome.length === 0 ? undefined : Math.min(...toCome),
    armedForMs: before?.armedForMs,
  };
}

/** Those of the moments that there are and that are asked for. */
function only(
  isWanted: (mark: WorkflowMark, ms: number) => boolean,
  moments: MarkMoments,
): Readonly<Partial<Record<WorkflowMark, number>>> {
  return Object.fromEntries(
    workflowMarks.flatMap(mark => {
      const ms = moments[mark];
      return ms !== undefined && isWanted(mark, ms) ? [[mark, ms]] : [];
    }),
  );
}

function isSame(one: WorkflowDeadline | undefined, other: WorkflowDeadline | undefined): boolean {
  return (
    (one === undefined) === (other === undefined) &&
    one?.dueAtMs === other?.dueAtMs &&
    workflowMarks.every(mark => one?.published[mark] === other?.published[mark])
  );
}

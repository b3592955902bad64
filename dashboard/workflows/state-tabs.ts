import type { Workflow, WorkflowListView } from '../../clients/react/index.ts';
import { countText, isRead } from '../parts/read-count.ts';

type Status = Workflow['status'];

/** Workflows that are shown together. */
export interface StateTab {
  readonly key: Status;
  readonly title: string;
  readonly empty: string;
}

export const stateTabs: readonly StateTab[] = [
  { key: 'pending', title: 'Pending', empty: 'None waits for a decision.' },
  { key: 'draft', title: 'Drafts', empty: 'None is a draft.' },
  { key: 'approved', title: 'Approved', empty: 'None is approved.' },
  { key: 'rejected', title: 'Rejected', empty: 'None is rejected.' },
  { key: 'cancelled', title: 'Cancelled', empty: 'None is cancelled.' },
];

/** Whether something of it was read at all. */
export const isListRead = (list: WorkflowListView): boolean =>
  isRead({ ...list, count: list.workflows.length });

/** How many there are: exact, at least so many, or not known. */
export const listCount = (list: WorkflowListView): string =>
  countText({ ...list, count: list.workflows.length, isRead: isListRead(list) });

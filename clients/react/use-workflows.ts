import { useMemo } from 'react';
import type { WorkflowList } from '../../core/wire/management/workflow-lists.ts';
import type { Workflow } from '../../core/wire/management/workflows.ts';
import type { Environment } from '../browser/index.ts';
import type { ItemListView } from './item-list.ts';
import { type ItemListing, useItemList } from './use-item-list.ts';
import { useItemPage } from './use-item-page.ts';
import { listed, workflowKind } from './workflow-kind.ts';

/** Which workflows are listed. */
export interface WorkflowFilter {
  /** @default - drafts and pending ones */
  readonly status?: Workflow['status'];
  /** The current one, by its name or its number. */
  readonly step?: string;
  readonly assignee?: string;
  /** Who may decide the current step; by their role of oneself only. */
  readonly approver?: string;
  readonly createdBy?: string;
  /** Milliseconds since 1970. */
  readonly dueBefore?: number;
}

interface WorkflowListOptions extends WorkflowFilter {
  /** How many are read at once, 1 to 100. @default 100 */
  readonly limit?: number;
}

export interface UseWorkflowsOptions extends WorkflowListOptions {
  readonly environment?: Partial<Environment>;
}

/** What a list of workflows shows. A new object whenever something differs. */
export interface WorkflowListView extends Omit<ItemListView<Workflow>, 'items'> {
  /** By their ids. */
  readonly workflows: readonly Workflow[];
}

export interface UseWorkflowsResult extends WorkflowListView {
  /** Reads those behind them too. */
  readonly more: () => void;
  /** The server's time, in milliseconds since 1970, by which `dueAt` is counted down. */
  readonly serverNow: () => number;
}

const listing: ItemListing<Workflow, WorkflowListOptions> = {
  async ask(management, options, signal) {
    const result = await management.get<WorkflowList>('workflows', { ...options }, signal);
    return result.kind === 'ok' ? { kind: 'ok', data: listed(result.data) } : result;
  },
  has: isIn,
  // Every event says where its workflow stands (docs/decisions/0085); when it is due, those that change it.
  mayHave: ({ data }, { dueBefore: _, ...options }) =>
    typeof data.workflowId === 'string' && isIn(data as Standing, options),
};

type Standing = Partial<Workflow>;

/** As far as a workflow says it itself: who decides by a role or for someone else, the server knows. */
function isIn(workflow: Standing, options: WorkflowFilter): boolean {
  const { status, currentStep, assignees = [], createdBy, dueAt } = workflow;
  const { step, assignee, dueBefore } = options;
  const isOpen = status === 'draft' || status === 'pending';
  return (
    (options.status === undefined ? isOpen : status === options.status) &&
    (step === undefined || String(currentStep) === step) &&
    (assignee === undefined || assignees.includes(assignee)) &&
    (options.createdBy === undefined || createdBy === options.createdBy) &&
    (dueBefore === undefined || (dueAt !== undefined && dueAt < dueBefore))
  );
}

/** A list of workflows, for as long as the component is there, each as it was read last. */
export function useWorkflows({
  environment,
  ...options
}: UseWorkflowsOptions = {}): UseWorkflowsResult {
  const list = useItemList(workflowKind, listing, options, environment);
  const { book } = useItemPage(workflowKind, environment);
  return useMemo(() => {
    const { items, ...rest } = list;
    return { ...rest, workflows: items, serverNow: () => book.serverNow() };
  }, [list, book]);
}

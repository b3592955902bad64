import { useMemo } from 'react';
import type { Environment } from '../browser/index.ts';
import { bulkOperationKind } from './bulk-operation-kind.ts';
import { useItemPage } from './use-item-page.ts';
import { type WorkflowActions, workflowActions } from './workflow-actions.ts';
import { workflowDetailKind, workflowKind } from './workflow-kind.ts';

export interface UseWorkflowActionsOptions {
  readonly environment?: Partial<Environment>;
}

/** What the person may do to workflows; what the page shows of one is read again once it is done. */
export function useWorkflowActions({
  environment,
}: UseWorkflowActionsOptions = {}): WorkflowActions {
  const { book: listed, management } = useItemPage(workflowKind, environment);
  const { book: details } = useItemPage(workflowDetailKind, environment);
  const { book: operations } = useItemPage(bulkOperationKind, environment);
  return useMemo(
    () =>
      workflowActions(management, {
        workflow: id => {
          listed.refresh(id);
          details.refresh(id);
        },
        operation: id => operations.refresh(id),
      }),
    [management, listed, details, operations],
  );
}

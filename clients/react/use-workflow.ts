import { useMemo } from 'react';
import type { Environment } from '../browser/index.ts';
import { useItem } from './use-item-page.ts';
import { type WorkflowView, workflowDetailKind } from './workflow-kind.ts';

export interface UseWorkflowOptions {
  readonly environment?: Partial<Environment>;
}

export interface UseWorkflowResult extends WorkflowView {
  /** The server's time, in milliseconds since 1970, by which `dueAt` is counted down. */
  readonly serverNow: () => number;
}

/**
 * One workflow with its decisions and its history, for as long as the component is there; `undefined`:
 * none yet. It is read again when the page's one stream says that it has changed.
 */
export function useWorkflow(
  workflowId: string | undefined,
  { environment }: UseWorkflowOptions = {},
): UseWorkflowResult {
  const { view, book } = useItem(workflowDetailKind, workflowId, { when: 'read', environment });
  return useMemo(() => ({ ...view, serverNow: () => book.serverNow() }), [view, book]);
}

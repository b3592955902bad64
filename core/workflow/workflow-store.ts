import type { StoredWorkflow } from './stored-workflow.ts';
import type { WorkflowDecision } from './workflow-decision.ts';

/** The workflows as their table keeps them. Every method sees each write committed before it. */
export interface WorkflowStore {
  /** `undefined`: there is none, or its item breaks the table's contract. */
  find(workflowId: string): Promise<StoredWorkflow | undefined>;
  /**
   * Reads the workflow and carries out what is decided of it in one write, if it still stands as it was
   * read; else reads and decides again.
   *
   * @param traceparent what the write is traced by (`core/trace`). @default - by nothing
   * @throws AppError STORE_UNAVAILABLE when other writes were faster each time
   */
  decide(
    workflowId: string,
    decide: (workflow: StoredWorkflow | undefined) => WorkflowDecision,
    traceparent?: string,
  ): Promise<WorkflowDecision>;
}

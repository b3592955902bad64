import type { StoredWorkflow } from '../../core/workflow/stored-workflow.ts';
import type { WorkflowRefusalCode } from '../../core/workflow/workflow-decision.ts';

/** What became of an action on a workflow; see `docs/backend.md`. */
export type WorkflowResult =
  | {
      /** Committed: its events follow. */
      readonly outcome: 'written';
      readonly id: string;
      /** As it is now. */
      readonly workflow: StoredWorkflow;
    }
  | {
      /** Nothing to do: it is so already, as after the same action. */
      readonly outcome: 'already';
      readonly id: string;
      readonly workflow: StoredWorkflow;
    }
  | {
      /** Not done, and nothing was written. */
      readonly outcome: 'refused';
      readonly id: string;
      readonly code: WorkflowRefusalCode;
      /** What was received and what was expected. */
      readonly message: string;
    };

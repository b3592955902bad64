import type { WorkflowPerson } from '../wire/workflow.ts';
import type { StoredWorkflow } from './stored-workflow.ts';

/** Who acts: as a token says, or as a backend says of its user. */
export type WorkflowActor = WorkflowPerson;

/** What someone does to a workflow. */
export type WorkflowAction =
  /** The whole item, as it is to be written. */
  | { readonly kind: 'create'; readonly workflow: StoredWorkflow }
  | { readonly kind: 'submit' }
  | DecideAction
  | CancelAction
  /** Lets someone else decide the current step for the actor. */
  | { readonly kind: 'delegate'; readonly to: string };

export interface DecideAction {
  readonly kind: 'approve' | 'reject';
  /** The step that was looked at when it was decided. @default - whatever is the current one */
  readonly step?: string | number | undefined;
  readonly comment?: string | undefined;
  /** Of which approver, who delegated it, this is the decision. @default - the actor's own */
  readonly for?: string | undefined;
  readonly bulkOperationId?: string | undefined;
}

export interface CancelAction {
  readonly kind: 'cancel';
  readonly comment?: string | undefined;
  readonly bulkOperationId?: string | undefined;
}

export type WorkflowActionKind = WorkflowAction['kind'];

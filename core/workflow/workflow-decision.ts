import type { StoredWorkflow } from './stored-workflow.ts';

/** Why an action is not done; clients may decide by it. */
export type WorkflowRefusalCode =
  /** There is none, or none that this person may see. */
  | 'WORKFLOW_NOT_FOUND'
  | 'WORKFLOW_EXISTS'
  | 'WORKFLOW_ENDED'
  /** It is a draft still. */
  | 'WORKFLOW_NOT_SUBMITTED'
  /** The decision was for another step than the current one. */
  | 'STEP_CHANGED'
  /** It is at none of its steps, as a backend left it: nobody knows what comes next. */
  | 'STEP_UNKNOWN'
  /** The person is none of those who decide the step, or whom it was delegated to. */
  | 'NOT_AN_APPROVER'
  /** Four eyes: who created a workflow does not decide it. */
  | 'OWN_WORKFLOW'
  /** The person decided this step already, and differently. */
  | 'DECIDED_ALREADY'
  /** Only its creator and staff cancel and submit a workflow; nobody delegates to themselves. */
  | 'NOT_ALLOWED'
  /** Its item is as long, or has as many delegations, as may be. */
  | 'WORKFLOW_FULL'
  /** What is to be created could never be approved, or is too long. */
  | 'WORKFLOW_INVALID';

/** What becomes of an action, given the workflow as it stands. */
export type WorkflowDecision =
  /** `workflow`: as it will be once written. */
  | { readonly kind: 'write'; readonly workflow: StoredWorkflow }
  | { readonly kind: 'applied already'; readonly workflow: StoredWorkflow }
  | WorkflowRefusal;

export interface WorkflowRefusal {
  readonly kind: 'refused';
  readonly code: WorkflowRefusalCode;
  /** What was received and what was expected. */
  readonly message: string;
}

export function refuse(code: WorkflowRefusalCode, message: string): WorkflowRefusal {
  return { kind: 'refused', code, message };
}

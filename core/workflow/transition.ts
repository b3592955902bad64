import type { WorkflowStatus } from '../wire/workflow.ts';
import type { WorkflowActionKind } from './workflow-action.ts';

/** How a workflow stands, or that there is none. */
export type WorkflowState = 'none' | WorkflowStatus;

/** Where an action leads, that it is so already, or the code of its refusal. */
export type Transition =
  | { readonly to: WorkflowStatus }
  | { readonly to: 'as it is' }
  | {
      readonly refused:
        | 'WORKFLOW_NOT_FOUND'
        | 'WORKFLOW_EXISTS'
        | 'WORKFLOW_ENDED'
        | 'WORKFLOW_NOT_SUBMITTED';
    };

const notFound = { refused: 'WORKFLOW_NOT_FOUND' } as const;
/** Unless it is the creation of this very workflow once more. */
const exists = { refused: 'WORKFLOW_EXISTS' } as const;
const ended = { refused: 'WORKFLOW_ENDED' } as const;
const notSubmitted = { refused: 'WORKFLOW_NOT_SUBMITTED' } as const;
const asItIs = { to: 'as it is' } as const;

/**
 * A workflow's whole life: three ways lead to an end and none leads back. An approval leads to
 * `approved` from the last step and with the last approver that it needs; until then it stays pending.
 */
export const transitions = {
  none: {
    create: { to: 'pending' },
    submit: notFound,
    approve: notFound,
    reject: notFound,
    cancel: notFound,
    delegate: notFound,
  },
  draft: {
    create: exists,
    submit: { to: 'pending' },
    approve: notSubmitted,
    reject: notSubmitted,
    cancel: { to: 'cancelled' },
    delegate: notSubmitted,
  },
  pending: {
    create: exists,
    submit: asItIs,
    approve: { to: 'approved' },
    reject: { to: 'rejected' },
    cancel: { to: 'cancelled' },
    delegate: { to: 'pending' },
  },
  approved: {
    create: exists,
    submit: ended,
    approve: ended,
    reject: ended,
    cancel: ended,
    delegate: ended,
  },
  rejected: {
    create: exists,
    submit: ended,
    approve: ended,
    reject: ended,
    cancel: ended,
    delegate: ended,
  },
  cancelled: {
    create: exists,
    submit: ended,
    approve: ended,
    reject: ended,
    cancel: asItIs,
    delegate: ended,
  },
} as const satisfies Record<WorkflowState, Record<WorkflowActionKind, Transition>>;

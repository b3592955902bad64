import type { Clock } from '../../../core/clock.ts';
import { createWorkflow } from '../../../core/workflow/create-workflow.ts';
import { decide } from '../../../core/workflow/decide.ts';
import type { StoredWorkflow } from '../../../core/workflow/stored-workflow.ts';
import type { WorkflowAction, WorkflowActor } from '../../../core/workflow/workflow-action.ts';
import type { WorkflowDecision } from '../../../core/workflow/workflow-decision.ts';
import type { WorkflowStore } from '../../../core/workflow/workflow-store.ts';
import {
  type NewWorkflowDecision,
  type NewWorkflowDelegation,
  parseCancelled,
  parseCreated,
  parseDecided,
  parseDelegated,
  parseOnWorkflow,
  parseWorkflowId,
  type WorkflowAct,
  type WorkflowCancellation,
  type WorkflowCreation,
} from '../workflow-input.ts';
import type { WorkflowResult } from '../workflow-result.ts';

/** An action on its way. Those on one workflow go out one after the other. */
export interface WorkflowTask {
  readonly workflowId: string;
  readonly run: () => Promise<WorkflowResult>;
}

/** What the actions on workflows work with. */
export interface WorkflowActionsOptions {
  readonly store: WorkflowStore;
  readonly push: (task: WorkflowTask) => Promise<WorkflowResult>;
  readonly clock: Clock;
  /** Whether who created a workflow may not decide it. */
  readonly fourEyes: boolean;
  /** Of what the backend is doing now, asked as an action is called. */
  readonly traceparent: () => string | undefined;
}

/**
 * What people do to workflows, on the channel `workflows`, carried out by a backend for a user of its
 * own (`by`): by the rules that hold for people over HTTP. Each can be repeated as it is.
 */
export function workflowActions(options: WorkflowActionsOptions) {
  const { store, push, clock, fourEyes } = options;
  const act = async (
    { workflowId, by }: { readonly workflowId: string; readonly by: WorkflowActor },
    action: WorkflowAction,
  ): Promise<WorkflowResult> => {
    const traceparent = options.traceparent();
    const run = async () =>
      resultOf(
        workflowId,
        await store.decide(
          workflowId,
          workflow => decide(workflow, action, { actor: by, nowMs: clock(), fourEyes }),
          traceparent,
        ),
      );
    return await push({ workflowId, run });
  };
  const decided = (kind: 'approve' | 'reject') => async (input: NewWorkflowDecision) => {
    const { workflowId, by, ...decision } = parseDecided(input);
    return await act({ workflowId, by }, { kind, ...decision });
  };

  return {
    /** workflow.created. One of that id by the same user, of the same name and steps, stays as it is. */
    create: async (input: WorkflowCreation) => {
      const { by, ...asked } = parseCreated(input);
      const { workflowId } = asked;
      const traceparent = options.traceparent();
      const run = async () => {
        const context = { actor: by, nowMs: clock(), fourEyes };
        return resultOf(workflowId, await createWorkflow(asked, context, store, traceparent));
      };
      return await push({ workflowId, run });
    },

    /** workflow.updated: a draft is pending, at its first step. */
    submit: async (input: WorkflowAct) => await act(parseOnWorkflow(input), { kind: 'submit' }),

    /** workflow.updated, or workflow.approved with the last approval that it needs. */
    approve: decided('approve'),

    /** workflow.rejected: one is enough. */
    reject: decided('reject'),

    /** workflow.cancelled, by its creator or staff. */
    cancel: async (input: WorkflowCancellation) => {
      const { workflowId, by, comment } = parseCancelled(input);
      return await act({ workflowId, by }, { kind: 'cancel', comment });
    },

    /** workflow.updated: someone else may decide the current step for the approver. */
    delegate: async (input: NewWorkflowDelegation) => {
      const { workflowId, by, to } = parseDelegated(input);
      return await act({ workflowId, by }, { kind: 'delegate', to });
    },

    /** The workflow as it is now; `undefined` when there is none. */
    get: async (id: string): Promise<StoredWorkflow | undefined> => {
      const { workflowId } = parseWorkflowId({ workflowId: id });
      return await store.find(workflowId);
    },
  };
}

function resultOf(id: string, decision: WorkflowDecision): WorkflowResult {
  if (decision.kind === 'refused') {
    const { code, message } = decision;
    return { outcome: 'refused', id, code, message };
  }
  const outcome = decision.kind === 'write' ? 'written' : 'already';
  return { outcome, id, workflow: decision.workflow };
}

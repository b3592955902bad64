import { workflowItem } from '../change/workflow-item.ts';
import type { Workflow, WorkflowDecided, WorkflowDelegated } from '../wire/management/workflows.ts';
import { approversOf } from '../wire/workflow.ts';
import type { StoredWorkflow, WorkflowDelegation, WorkflowVote } from './stored-workflow.ts';

/** The workflow as people get it: what is published of its item, and when it was made and changed. */
export function workflowView(stored: StoredWorkflow): Workflow {
  const published = workflowItem.parse(stored);
  const approvers = approversOf(published);
  const { createdAt, updatedAt } = stored;
  return { ...published, ...(approvers && { approvers }), ...timed({ createdAt, updatedAt }) };
}

/** Backends write these as they like; what is no time is left out. */
function timed(texts: Readonly<Record<'createdAt' | 'updatedAt', unknown>>) {
  return Object.fromEntries(
    Object.entries(texts)
      .map(
        ([name, text]) => [name, typeof text === 'string' ? Date.parse(text) : undefined] as const,
      )
      .filter(([, ms]) => Number.isSafeInteger(ms)),
  );
}

/** The decisions of all its steps so far, oldest first. */
export function decisionsView({ decisions = [] }: StoredWorkflow): readonly WorkflowDecided[] {
  return decisions.map(decisionView);
}

/** Who lets whom decide for them, of all its steps so far, oldest first. */
export function delegationsView({
  delegations = [],
}: StoredWorkflow): readonly WorkflowDelegated[] {
  return delegations.map(delegationView);
}

function decisionView({ by, decision, at, ...rest }: WorkflowVote): WorkflowDecided {
  const { step, for: whose, comment } = rest;
  const given = { step: step ?? undefined, for: whose ?? undefined, comment: comment ?? undefined };
  return { ...given, by, decision, at: Date.parse(at) };
}

function delegationView({ step, from, to, at }: WorkflowDelegation): WorkflowDelegated {
  return { step: step ?? undefined, from, to, at: Date.parse(at) };
}

import * as z from 'zod';
import { count, id, oneOf, text } from '../change/item-field.ts';
import {
  approvers,
  decision,
  dueTerms,
  userIds,
  visibleTo,
  workflowComments,
  workflowStep,
  workflowSteps,
} from '../change/workflow-field.ts';
import { workflowStatuses } from '../wire/workflow.ts';

/** Kept as the table has it: what is written is conditional on the very text that was read. */
const isoTime = z.iso.datetime({ offset: true });

const decisionSchema = decision.extend({ at: isoTime });

/** One of those that a backend may have written: many clients write "nothing" as NULL. */
const keptDecisionSchema = decisionSchema.extend({
  step: workflowStep.nullish(),
  for: id.nullish(),
  comment: text.nullish(),
});

const delegationSchema = z.object({
  step: workflowStep.nullish(),
  from: id,
  to: id,
  at: isoTime,
});

/** The item of Workflows, with what events do not show: every decision and delegation so far. */
export const storedWorkflowSchema = z.object({
  workflowId: id,
  name: text.optional(),
  status: oneOf(workflowStatuses),
  currentStep: workflowStep.optional(),
  dueAt: isoTime.optional(),
  createdBy: id.optional(),
  updatedBy: text.optional(),
  comments: workflowComments.optional(),
  bulkOperationId: text.optional(),
  assignees: userIds.optional(),
  approvers: approvers.optional(),
  /** Who approved the current step so far. */
  approvedBy: userIds.optional(),
  lastDecision: decisionSchema.optional(),
  visibleTo: visibleTo.optional(),
  version: count.optional(),
  steps: workflowSteps.optional(),
  ...dueTerms,
  overdueAt: isoTime.optional(),
  remindedAt: isoTime.optional(),
  escalatedAt: isoTime.optional(),
  escalatedTo: approvers.optional(),
  /** Backends write these as they like. */
  createdAt: z.unknown().optional(),
  updatedAt: z.unknown().optional(),
  /** All of them, oldest first. */
  decisions: z.array(keptDecisionSchema).optional(),
  delegations: z.array(delegationSchema).optional(),
});

/** A workflow as its table holds it: times as ISO 8601, other attributes left out. */
export type StoredWorkflow = Readonly<z.infer<typeof storedWorkflowSchema>>;

/** What one approver decided of one step. */
export type WorkflowVote = Readonly<z.infer<typeof keptDecisionSchema>>;

/** That one approver lets another decide a step for them. */
export type WorkflowDelegation = Readonly<z.infer<typeof delegationSchema>>;

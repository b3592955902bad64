import * as z from 'zod';
import { workflowStatuses } from '../wire/workflow.ts';
import { count, id, isoTime, oneOf, text } from './item-field.ts';
import {
  approvers,
  decision,
  dueTerms,
  userIds,
  visibleTo,
  workflowComments,
  workflowStep,
  workflowSteps,
} from './workflow-field.ts';

/** The contract of the table Workflows (item-schemas.ts), for those who read no other table. */
export const workflowItem = z.object({
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
  approvedBy: userIds.optional(),
  lastDecision: decision.optional(),
  visibleTo: visibleTo.optional(),
  version: count.optional(),
  steps: workflowSteps.optional(),
  // Of what has no steps: each step has its own.
  ...dueTerms,
  // The system's own: what its deadlines have published of the step and moment that they stand for.
  overdueAt: isoTime.optional(),
  remindedAt: isoTime.optional(),
  escalatedAt: isoTime.optional(),
  escalatedTo: approvers.optional(),
});

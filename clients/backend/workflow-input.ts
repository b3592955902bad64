import * as z from 'zod';
import { id } from '../../core/change/item-field.ts';
import {
  approvers,
  dueTerms,
  userIds,
  visibleTo,
  workflowStep,
  workflowSteps,
} from '../../core/change/workflow-field.ts';
import { readParserOf, writeParserOf } from './input-parser.ts';
import { time } from './time-input.ts';

const nameError = 'a text of 1 to 128 characters';
const name = z.string({ error: nameError }).min(1, { error: nameError }).max(128, {
  error: nameError,
});

/** A user's id alone is somebody without a role that would count. */
const by = z.union(
  [
    name.transform(userId => ({ userId, role: '' })),
    z.strictObject({
      userId: name,
      role: z.string().default(''),
      permissions: z.array(z.string()).optional(),
    }),
  ],
  { error: 'who does it: the id of a user, or an object with userId, role and permissions' },
);

const commentError = 'a text of 1 to 500 characters';
const comment = z
  .string({ error: commentError })
  .min(1, { error: commentError })
  .max(500, { error: commentError })
  .optional();

const onWorkflow = { workflowId: id, by };

const createdSchema = z.strictObject({
  ...onWorkflow,
  name: name.optional(),
  /** One after the other; absent: it is decided once, by `approvers`. */
  steps: workflowSteps.min(1, { error: 'at least one step' }).optional(),
  approvers: approvers.optional(),
  dueAt: time.optional(),
  ...dueTerms,
  assignees: userIds.optional(),
  visibleTo: visibleTo.optional(),
  /** To be submitted later. Default: false. */
  draft: z.boolean({ error: 'true or false' }).optional(),
});

const decidedSchema = z.strictObject({
  ...onWorkflow,
  /** The step that was looked at. Default: whatever is the current one. */
  step: workflowStep.optional(),
  comment,
  /** The approver who delegated it. Default: `by`, or the first who did. */
  for: id.optional(),
});

const cancelledSchema = z.strictObject({ ...onWorkflow, comment });
const delegatedSchema = z.strictObject({ ...onWorkflow, to: name });
const onWorkflowSchema = z.strictObject(onWorkflow);

/** A workflow as it is created, and by whom. */
export type WorkflowCreation = Readonly<z.input<typeof createdSchema>>;
/** Whose decision of which workflow. */
export type NewWorkflowDecision = Readonly<z.input<typeof decidedSchema>>;
export type WorkflowCancellation = Readonly<z.input<typeof cancelledSchema>>;
/** Who lets whom decide the current step for them. */
export type NewWorkflowDelegation = Readonly<z.input<typeof delegatedSchema>>;
/** Which workflow, and who acts. */
export type WorkflowAct = Readonly<z.input<typeof onWorkflowSchema>>;

/** @throws MalformedItemError with everything that is wrong */
export const parseCreated = writeParserOf('Workflows', createdSchema, 'workflowId');
export const parseDecided = writeParserOf('Workflows', decidedSchema, 'workflowId');
export const parseCancelled = writeParserOf('Workflows', cancelledSchema, 'workflowId');
export const parseDelegated = writeParserOf('Workflows', delegatedSchema, 'workflowId');
export const parseOnWorkflow = writeParserOf('Workflows', onWorkflowSchema, 'workflowId');
/** @throws AppError INPUT_INVALID with everything that is wrong */
export const parseWorkflowId = readParserOf(onWorkflowSchema.pick({ workflowId: true }));

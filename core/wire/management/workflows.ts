import * as z from 'zod';
import { workflowStatuses } from '../workflow.ts';

const names = z.array(z.string());
const step = z.union([z.string(), z.number()]);

const approversSchema = z
  .strictObject({
    users: names.optional(),
    roles: names.optional(),
    needed: z.int().positive().optional().describe('How many of them must approve; absent: 1'),
  })
  .meta({ id: 'Approvers', example: { users: ['ana'], roles: ['operator'], needed: 2 } });

const seconds = z.int().positive().optional();

const dueTerms = {
  remindBeforeSeconds: seconds.describe('How long before it is due a reminder is published'),
  escalateAfterSeconds: seconds.describe('How long after it is due others may decide too'),
  escalateTo: approversSchema.optional(),
};

const stepSchema = z
  .strictObject({
    name: z.string(),
    approvers: approversSchema,
    dueInSeconds: seconds.describe('How long the step may take'),
    ...dueTerms,
  })
  .meta({ id: 'WorkflowStep', example: { name: 'legal', approvers: { users: ['ana'] } } });

/** What one approver decided of one step. */
export const workflowDecisionSchema = z
  .strictObject({
    step: step.optional().describe('Absent: the workflow has no steps'),
    by: z.string(),
    for: z.string().optional().describe('The approver who delegated it; absent: themselves'),
    decision: z.enum(['approve', 'reject']),
    comment: z.string().optional(),
    at: z.int().describe('Milliseconds since the Unix epoch'),
  })
  .meta({
    id: 'WorkflowDecision',
    example: { step: 'legal', by: 'ana', decision: 'approve', at: 1_795_262_460_000 },
  });

/** That one approver lets another person decide a step for them. */
export const workflowDelegationSchema = z
  .strictObject({
    step: step.optional().describe('Absent: the workflow has no steps'),
    from: z.string(),
    to: z.string(),
    at: z.int().describe('Milliseconds since the Unix epoch'),
  })
  .meta({
    id: 'WorkflowDelegation',
    example: { step: 'legal', from: 'ana', to: 'carla', at: 1_795_262_400_000 },
  });

const timeMs = z.int().optional();

export const workflowExample = {
  workflowId: 'payout-42',
  name: 'Payout of the season',
  status: 'pending',
  currentStep: 'legal',
  createdBy: 'olga',
  approvers: { users: ['ana'] },
  approvedBy: [],
  version: 1,
  dueAt: 1_795_348_800_000,
} as const;

/** A workflow as it is shown to whoever may see it: what its events say, with times as they have them. */
export const workflowSchema = z
  .strictObject({
    workflowId: z.string(),
    name: z.string().optional(),
    status: z.enum(workflowStatuses),
    currentStep: step.optional(),
    steps: z.array(stepSchema).optional(),
    ...dueTerms,
    createdBy: z.string().optional(),
    updatedBy: z.string().optional(),
    assignees: names.optional(),
    approvers: approversSchema.optional().describe('Who decides the current step'),
    approvedBy: names.optional().describe('Who approved the current step so far'),
    escalatedTo: approversSchema
      .optional()
      .describe('Who may decide it too, since it was escalated'),
    lastDecision: workflowDecisionSchema.optional(),
    comments: z
      .union([z.string(), z.array(z.union([z.string(), z.record(z.string(), z.unknown())]))])
      .optional(),
    visibleTo: z
      .strictObject({ permissions: names.optional(), roles: names.optional() })
      .optional()
      .describe('Whom alone it is shown to'),
    version: z.int().nonnegative().optional(),
    bulkOperationId: z.string().optional(),
    dueAt: timeMs.describe('By when the current step is to be decided'),
    overdueAt: timeMs.describe('The `dueAt` that passed'),
    remindedAt: timeMs.describe('The moment of the reminder that was published'),
    escalatedAt: timeMs.describe('The moment at which it was escalated'),
    createdAt: timeMs,
    updatedAt: timeMs,
  })
  .meta({
    id: 'Workflow',
    description: 'Times are milliseconds since the Unix epoch',
    example: workflowExample,
  });

/** A workflow as people get it over HTTP. */
export type Workflow = Readonly<z.infer<typeof workflowSchema>>;

/** A decision as people get it over HTTP. */
export type WorkflowDecided = Readonly<z.infer<typeof workflowDecisionSchema>>;

/** A delegation as people get it over HTTP. */
export type WorkflowDelegated = Readonly<z.infer<typeof workflowDelegationSchema>>;

/** One workflow. */
export const workflowAnswerSchema = z
  .strictObject({ workflow: workflowSchema })
  .meta({ id: 'WorkflowAnswer', example: { workflow: workflowExample } });

/** The answer of `POST /workflows`, of a decision and of a delegation. */
export type WorkflowAnswer = Readonly<z.infer<typeof workflowAnswerSchema>>;

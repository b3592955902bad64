import * as z from 'zod';
import { readableTextSchema } from '../readable-text.ts';
import { userIdSchema } from '../user-id.ts';

const idExpected = 'expected 1 to 128 printable ASCII characters without spaces, not . or ..';

/** The id of something new, which will stand in a path: there `.` and `..` name a level, and no thing. */
export const newIdSchema = z
  .string(idExpected)
  .regex(/^(?!\.{1,2}$)[\x21-\x7e]{1,128}$/, idExpected);

const nameExpected = 'expected a text of 1 to 128 characters';
const nameSchema = readableTextSchema.min(1, nameExpected).max(128, nameExpected);
const namesSchema = z
  .array(nameSchema, 'expected a list of names')
  .max(100, 'expected at most 100 names');

const neededExpected = 'expected how many must approve, 1 to 100';
const newApproversSchema = z.strictObject({
  users: namesSchema.optional(),
  roles: namesSchema.optional(),
  needed: z
    .int(neededExpected)
    .min(1, neededExpected)
    .max(100, neededExpected)
    .optional()
    .describe('How many of them must approve; absent: 1'),
});

const secondsExpected = 'expected whole seconds, 1 to 31536000';
const secondsSchema = z
  .int(secondsExpected)
  .min(1, secondsExpected)
  .max(31_536_000, secondsExpected)
  .optional();

const newDueTerms = {
  remindBeforeSeconds: secondsSchema.describe('How long before it is due a reminder is published'),
  escalateAfterSeconds: secondsSchema.describe('How long after it is due others may decide too'),
  escalateTo: newApproversSchema.optional(),
};

const newStepSchema = z.strictObject({
  name: nameSchema,
  approvers: newApproversSchema.describe('Where nobody is named, staff decide'),
  dueInSeconds: secondsSchema.describe('How long the step may take'),
  ...newDueTerms,
});

/** The end of what a Date can hold, in years of four digits. */
const maxMs = 253_402_300_799_999;
const timeExpected = `expected milliseconds since the Unix epoch, from 0 to ${maxMs}`;
const visibleToExpected = 'expected permissions or roles, at least one';

/** What a workflow is created with. */
export const newWorkflowSchema = z
  .strictObject({
    workflowId: newIdSchema
      .optional()
      .describe('By which the request can be repeated; made here when absent'),
    name: nameSchema.optional(),
    steps: z
      .array(newStepSchema, 'expected a list of steps')
      .min(1, 'expected at least one step')
      .max(20, 'expected at most 20 steps')
      .optional()
      .describe('One after the other; absent: it is decided once, by `approvers`'),
    approvers: newApproversSchema
      .optional()
      .describe('Of a workflow without steps. Where nobody is named, staff decide'),
    dueAt: z
      .int(timeExpected)
      .min(0, timeExpected)
      .max(maxMs, timeExpected)
      .optional()
      .describe('Of a workflow without steps: by when it is to be decided'),
    ...newDueTerms,
    assignees: namesSchema.optional().describe('Who works on it, and is notified'),
    visibleTo: z
      .strictObject({ permissions: namesSchema.optional(), roles: namesSchema.optional() })
      .refine(
        ({ permissions = [], roles = [] }) => permissions.length + roles.length > 0,
        visibleToExpected,
      )
      .optional()
      .describe('Whom alone it is shown to: who has one of these permissions or roles'),
    draft: z.boolean().optional().describe('To be submitted later; until then nobody decides it'),
  })
  .meta({
    id: 'NewWorkflow',
    example: {
      workflowId: 'payout-42',
      name: 'Payout of the season',
      steps: [
        { name: 'legal', approvers: { users: ['ana'] }, dueInSeconds: 86_400 },
        { name: 'finance', approvers: { roles: ['operator'], needed: 2 } },
      ],
    },
  });

/** The body of `POST /workflows`. */
export type NewWorkflow = Readonly<z.infer<typeof newWorkflowSchema>>;

const workflowIdExpected = 'expected the id of a workflow, of 1 to 256 characters';

/** Of a workflow that is there: whatever a backend called it. */
export const workflowIdSchema = z
  .string(workflowIdExpected)
  .min(1, workflowIdExpected)
  .max(256, workflowIdExpected);

export const workflowPathSchema = z.object({
  id: workflowIdSchema.describe('The workflow’s `workflowId`'),
});

/** How long a comment may be; it stands in the workflow and in its events. */
const maxComment = 500;
const commentExpected = `expected a comment of 1 to ${maxComment} characters`;
export const commentSchema = readableTextSchema
  .min(1, commentExpected)
  .max(maxComment, commentExpected)
  .optional();
const stepExpected = 'expected the name or the number of a step';
const stepSchema = z.union([nameSchema, z.int().nonnegative()], stepExpected);

/** What someone decides. */
export const decideSchema = z
  .discriminatedUnion('decision', [
    z.strictObject({
      decision: z.enum(['approve', 'reject']),
      step: stepSchema
        .optional()
        .describe(
          'The step that was looked at: if it is another by now, nothing is decided. Absent: whatever is the current one',
        ),
      comment: commentSchema,
      for: userIdSchema
        .optional()
        .describe('The approver who delegated it; absent: the caller, or the first who did'),
    }),
    z.strictObject({ decision: z.literal('cancel'), comment: commentSchema }),
    z.strictObject({ decision: z.literal('submit') }),
  ])
  .meta({
    id: 'Decide',
    example: { decision: 'approve', step: 'legal', comment: 'as agreed' },
  });

/** The body of `POST /workflows/{id}/decisions`. */
export type Decide = Readonly<z.infer<typeof decideSchema>>;

/** To whom an approver delegates the current step. */
export const delegateSchema = z
  .strictObject({ to: userIdSchema.describe('The user who may decide it for the caller') })
  .meta({ id: 'Delegate', example: { to: 'carla' } });

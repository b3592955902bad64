import * as z from 'zod';
import { channelEventSchema } from '../event.ts';
import { workflowStatuses } from '../workflow.ts';
import { momentSchema } from './moment.ts';
import { nextSchema, pageFields } from './page.ts';
import { repeated } from './repeated.ts';
import { wholeNumber } from './whole-number.ts';
import { workflowIdSchema } from './workflow-changes.ts';
import {
  workflowDecisionSchema,
  workflowDelegationSchema,
  workflowExample,
  workflowSchema,
} from './workflows.ts';

const userExpected = 'expected the id of a user, of 1 to 128 characters';
const userSchema = z.string(userExpected).min(1, userExpected).max(128, userExpected);

const stepExpected = 'expected the name or the number of a step, of 1 to 256 characters';

/** By which workflows are chosen; in a filter of a bulk operation as in a query. */
export const workflowCriteria = {
  step: z
    .string(stepExpected)
    .min(1, stepExpected)
    .max(256, stepExpected)
    .optional()
    .describe('Only those whose current step this is, by its name or its number'),
  assignee: userSchema.optional().describe('Only those with this user among the assignees'),
  dueBefore: momentSchema
    .optional()
    .describe('Only those whose `dueAt` is before, as milliseconds or ISO 8601'),
};

/** No item is read beside those of a page: DynamoDB gives a hundred by one request. */
const maxWorkflows = 100;

/** Which workflows. Not strict: beside it may stand `token`. */
export const workflowsQuerySchema = z.object({
  status: z
    .enum(workflowStatuses, `expected one of ${workflowStatuses.join(', ')}`)
    .optional()
    .describe('Only in this status; absent: `draft` and `pending`, or any with `workflows`'),
  ...workflowCriteria,
  approver: userSchema
    .optional()
    .describe('Only those whose current step this user may decide; by their role: of oneself only'),
  createdBy: userSchema.optional().describe('Only those that this user created'),
  workflows: repeated(workflowIdSchema, maxWorkflows, 'ids of workflows')
    .optional()
    .describe('Only these, one parameter for each; what is not shown to the caller is left out'),
  limit: wholeNumber(1, maxWorkflows).default(maxWorkflows).describe('How many at most'),
  next: nextSchema.optional().describe('`next` of the page before, unchanged'),
});

const atSchema = z.int().describe('The server’s clock, by which `dueAt` is counted down');
const exampleAt = 1_795_262_460_000;

/** A page of workflows, by their ids. */
export const workflowListSchema = z
  .strictObject({
    at: atSchema,
    workflows: z
      .array(workflowSchema)
      .describe('Perhaps fewer than asked for, even where there are more: look at `next`'),
    ...pageFields,
  })
  .meta({ id: 'WorkflowList', example: { at: exampleAt, workflows: [workflowExample] } });

/** The answer of `GET /workflows`. */
export type WorkflowList = Readonly<z.infer<typeof workflowListSchema>>;

/** One workflow, and how it came to stand as it does. */
export const workflowDetailSchema = z
  .strictObject({
    at: atSchema,
    workflow: workflowSchema,
    decisions: z.array(workflowDecisionSchema).describe('Of all steps, oldest first'),
    delegations: z.array(workflowDelegationSchema).describe('Of all steps, oldest first'),
    history: z.strictObject({
      events: z
        .array(channelEventSchema.meta({ id: 'ChannelEvent', description: 'The envelope' }))
        .describe('The newest 100 at most, oldest first, as long as the log keeps events'),
      complete: z
        .boolean()
        .describe('Whether they begin with the creation; else there may be earlier ones'),
    }),
  })
  .meta({
    id: 'WorkflowDetail',
    example: {
      at: exampleAt,
      workflow: workflowExample,
      decisions: [],
      delegations: [],
      history: {
        events: [
          {
            id: '7f46c0d0ac7f7d9f7c7d19fb0ec09a96.created',
            type: 'workflow.created',
            timestamp: 1_795_262_400_000,
            priority: 'normal',
            source: 'Workflows',
            version: '1.0',
            channel: 'workflows',
            data: workflowExample,
          },
        ],
        complete: true,
      },
    },
  });

/** The answer of `GET /workflows/{id}`. */
export type WorkflowDetail = Readonly<z.infer<typeof workflowDetailSchema>>;

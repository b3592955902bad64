import * as z from 'zod';
import { bulkActions, bulkOutcomes, bulkStatuses, maxBulkIds } from '../workflow.ts';
import { momentSchema } from './moment.ts';
import { pageFields, pageParameters } from './page.ts';
import { reasonSchema } from './reason.ts';
import { commentSchema, newIdSchema, workflowIdSchema } from './workflow-changes.ts';
import { workflowCriteria } from './workflow-lists.ts';
import { workflowExample, workflowSchema } from './workflows.ts';

const newOperation = {
  operationId: newIdSchema
    .optional()
    .describe('Refused when there is one of that id: so a repeated request is carried out once'),
  reason: reasonSchema.optional().describe('Why: it stands in the audit and in the events'),
  comment: commentSchema.describe('Of every decision; absent: the reason'),
};

/** In a query a number is a text, and so it is here. */
const stepSchema = z.union([z.string().min(1).max(256), z.int().nonnegative()]).transform(String);

const filterSchema = z
  .strictObject({
    status: z
      .enum(['draft', 'pending'], 'expected draft or pending')
      .optional()
      .describe('Absent: `pending`, and for `cancel` both'),
    ...workflowCriteria,
    step: stepSchema
      .optional()
      .describe('Only those whose current step this is; `approve` decides no other one'),
    dueBefore: z
      .union([z.int().nonnegative(), momentSchema])
      .optional()
      .describe('Only those whose `dueAt` is before'),
  })
  .refine(filter => Object.values(filter).some(value => value !== undefined), {
    error: 'expected one criterion at least: status, step, assignee or dueBefore',
  });

const idsExpected = `expected 1 to ${maxBulkIds} ids of workflows`;

/** What is to be done to many workflows. */
export const bulkRequestSchema = z
  .strictObject({
    action: z.enum(bulkActions, `expected one of ${bulkActions.join(', ')}`),
    ids: z
      .array(workflowIdSchema, idsExpected)
      .min(1, idsExpected)
      .max(maxBulkIds, idsExpected)
      .optional()
      .describe('Which; one that is named twice is decided once'),
    filter: filterSchema
      .optional()
      .describe('In place of `ids`: all that the caller may see and that pass it now'),
    step: stepSchema
      .optional()
      .describe('Beside `ids`, for `approve`: the step that it is of; one at another fails'),
    preview: z
      .boolean()
      .optional()
      .describe('Whether to answer what it would be of, and do nothing; then without a reason'),
    ...newOperation,
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    error: 'expected either ids or filter',
  })
  .refine(({ step, ids, action }) => step === undefined || (ids && action === 'approve'), {
    path: ['step'],
    error: 'expected a step only beside ids and approve: a filter has its own',
  })
  .refine(({ reason, preview }) => preview === true || reason !== undefined, {
    path: ['reason'],
    error: 'expected a reason',
  })
  .meta({
    id: 'BulkRequest',
    example: { action: 'approve', filter: { step: 'legal' }, reason: 'season is over' },
  });

/** The body of `POST /workflows/bulk`. */
export type BulkRequestBody = z.input<typeof bulkRequestSchema>;

/** What is retried of an operation is known; the rest as of a new one. */
export const bulkRetrySchema = z
  .strictObject({
    ...newOperation,
    reason: newOperation.reason.describe('Why; absent: as of the operation that is retried'),
  })
  .meta({ id: 'BulkRetry', example: { operationId: 'cleanup-2' } });

/** The body of `POST /workflows/bulk/{id}/retry`. */
export type BulkRetryBody = z.input<typeof bulkRetrySchema>;

/** Why the rest of an operation is left out. */
export const bulkCancelSchema = z
  .strictObject({ reason: reasonSchema.optional() })
  .meta({ id: 'BulkCancel', example: { reason: 'the wrong step' } });

/** The same, where there is no body. Not strict: beside it may stand `token`. */
export const bulkCancelQuerySchema = z.object({ reason: reasonSchema.optional() });

export const bulkPathSchema = z.object({
  id: newIdSchema.describe('The operation’s `operationId`'),
});

const operationExample = {
  operationId: 'cleanup-1',
  action: 'approve',
  requestedBy: 'kim',
  reason: 'season is over',
  status: 'running',
  cancelRequested: false,
  done: 400,
  failed: 3,
  skipped: 0,
  total: 1_000,
  startedAt: 1_795_262_400_000,
  progressAt: 1_795_262_402_000,
} as const;

const countSchema = z.int().nonnegative();

const bulkOperationSchema = z
  .strictObject({
    operationId: z.string(),
    action: z.enum(bulkActions),
    requestedBy: z.string().describe('As whom each workflow is decided'),
    reason: z.string(),
    step: z.string().optional().describe('The step that it was requested for'),
    comment: z.string().optional(),
    retryOf: z.string().optional().describe('The operation whose failed workflows these are'),
    status: z.enum(bulkStatuses),
    cancelRequested: z.boolean().describe('Whether someone stopped it: the rest is skipped'),
    done: countSchema,
    failed: countSchema,
    skipped: countSchema.describe('Stood so already, or came after the operation was cancelled'),
    total: countSchema,
    startedAt: z.int(),
    progressAt: z.int().describe('When it was counted last'),
    completedAt: z.int().optional(),
  })
  .meta({ id: 'BulkOperation', example: operationExample });

/** A bulk operation as it stands. */
export type BulkOperationView = Readonly<z.infer<typeof bulkOperationSchema>>;

export const bulkAnswerSchema = z
  .strictObject({ operation: bulkOperationSchema })
  .meta({ id: 'BulkAnswer', example: { operation: operationExample } });

/** The answer of everything that is about one operation. */
export type BulkAnswer = Readonly<z.infer<typeof bulkAnswerSchema>>;

export const bulkPreviewSchema = z
  .strictObject({
    count: countSchema.describe('Of how many workflows it would be'),
    isExact: z
      .boolean()
      .describe(
        'False: there are more than were looked at. What was written a moment ago may be missing either way',
      ),
    refusals: z
      .record(z.string(), countSchema)
      .describe('How many of them would not be done now, by the code of each result'),
    sample: z.array(workflowSchema).describe('The first ten of those that the caller may see'),
  })
  .meta({
    id: 'BulkPreview',
    example: {
      count: 1_000,
      isExact: true,
      refusals: { NOT_AN_APPROVER: 3 },
      sample: [workflowExample],
    },
  });

/** The answer of `POST /workflows/bulk` with `preview`. */
export type BulkPreview = Readonly<z.infer<typeof bulkPreviewSchema>>;

export const bulkResultsQuerySchema = z.object({
  outcome: z
    .enum(bulkOutcomes, `expected one of ${bulkOutcomes.join(', ')}`)
    .optional()
    .describe('Only these'),
  ...pageParameters,
});

/** The query of `GET /workflows/bulk/{id}/results`. */
export type BulkResultsQuery = Readonly<z.infer<typeof bulkResultsQuerySchema>>;

export const bulkResultsSchema = z
  .strictObject({
    results: z
      .array(
        z.strictObject({
          workflowId: z.string(),
          outcome: z.enum(bulkOutcomes),
          code: z.string().optional().describe('Why it was not done'),
          message: z.string().optional().describe('What was received and what was expected'),
          at: z.int(),
        }),
      )
      .describe('By the workflows’ ids; perhaps fewer than asked for: look at `next`'),
    ...pageFields,
  })
  .meta({
    id: 'BulkResults',
    example: {
      results: [
        {
          workflowId: 'payout-42',
          outcome: 'failed',
          code: 'NOT_AN_APPROVER',
          message: 'received a decision of kim; expected one of the approvers of the step',
          at: 1_795_262_401_000,
        },
      ],
    },
  });

/** The answer of `GET /workflows/bulk/{id}/results`. */
export type BulkResults = Readonly<z.infer<typeof bulkResultsSchema>>;

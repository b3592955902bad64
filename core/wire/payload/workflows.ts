import * as z from 'zod';
import { bulkActions, bulkStatuses, workflowStatuses } from '../workflow.ts';
import { id, surprise, timeMs } from './field.ts';

const names = z.array(z.string());
const step = z.union([z.string(), z.number()]);

const approvers = z.looseObject({
  users: names.optional(),
  roles: names.optional(),
  needed: z.int().positive().optional(),
});

/** What every event of a workflow says: which, where it stands, whom it concerns, who may see it. */
const workflow = {
  ...surprise,
  /** The fields that this write took away. */
  removed: names.optional(),
  workflowId: id,
  name: z.string().optional(),
  status: z.enum(workflowStatuses),
  currentStep: step.optional(),
  version: z.int().nonnegative().optional(),
  createdBy: z.string().optional(),
  updatedBy: z.string().optional(),
  assignees: names.optional(),
  approvers: approvers.optional(),
  escalatedTo: approvers.optional(),
  visibleTo: z.looseObject({ permissions: names.optional(), roles: names.optional() }).optional(),
};

const ended = {
  ...workflow,
  comments: z.unknown().optional(),
  bulkOperationId: z.string().optional(),
  oldStatus: z.string().optional(),
};

const due = { ...workflow, dueAt: timeMs.optional() };

const bulk = {
  ...surprise,
  operationId: id,
  action: z.enum(bulkActions),
  requestedBy: z.string().optional(),
  reason: z.string().optional(),
  status: z.enum(bulkStatuses),
  done: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Those that stood so already, or were left out because the operation was cancelled. */
  skipped: z.int().nonnegative(),
  total: z.int().nonnegative(),
};

/** The payloads at home on `workflows`. */
export const workflowPayloads = {
  'workflow.created': z.looseObject({ ...workflow, dueAt: timeMs.optional() }),
  'workflow.updated': z.looseObject(workflow),
  'workflow.approved': z.looseObject(ended),
  'workflow.rejected': z.looseObject(ended),
  'workflow.cancelled': z.looseObject(ended),
  'workflow.overdue': z.looseObject({ ...due, step: step.optional() }),
  'workflow.reminder': z.looseObject({ ...due, step: step.optional() }),
  'workflow.escalated': z.looseObject({ ...due, step: step.optional() }),
  'workflow.bulk_progress': z.looseObject(bulk),
  'workflow.bulk_completed': z.looseObject(bulk),
} as const;

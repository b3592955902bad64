import * as z from 'zod';
import { count, id, oneOf, text } from '../../change/item-field.ts';
import { bulkActions, bulkStatuses } from '../../wire/workflow.ts';

/** Kept as the table has it. */
const isoTime = z.iso.datetime({ offset: true });

/** The item of WorkflowOperations, with what its events do not show: what its worker goes by. */
export const bulkOperationSchema = z.object({
  bulkOperationId: id,
  action: oneOf(bulkActions),
  /** The user who asked for it, by whose right each workflow is decided. */
  requestedBy: id,
  requestedByRole: text,
  requestedByPermissions: z.array(text).optional(),
  /** The step that its workflows were chosen for; of an approval it decides no other one. */
  step: text.optional(),
  reason: text,
  /** Of every decision. @default - the reason */
  comment: text.optional(),
  /** The operation whose failed workflows these are. */
  retryOf: id.optional(),
  status: oneOf(bulkStatuses),
  /** Whether someone stopped it: what has no result yet gets none but that. */
  cancelRequested: z.boolean().optional(),
  expected: count,
  done: count,
  failed: count,
  skipped: count,
  /** How many ids there are in each of its rows. It goes on with the one behind those that are counted. */
  chunkSize: count,
  startedAt: isoTime,
  /** When it was counted, or started again, last. */
  progressAt: isoTime,
  completedAt: isoTime.optional(),
  /** What the writes of its worker are traced by; anything else there stops no operation. */
  traceparent: text.optional().catch(undefined),
});

/** A bulk operation as its table holds it. */
export type BulkOperation = Readonly<z.infer<typeof bulkOperationSchema>>;

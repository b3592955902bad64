import * as z from 'zod';
import { id, oneOf, text } from '../../change/item-field.ts';
import { bulkOutcomes } from '../../wire/workflow.ts';
import type { WorkflowRefusalCode } from '../workflow-decision.ts';

/** Why a workflow of a bulk operation was not decided; clients may decide by it. */
export type BulkResultCode =
  | WorkflowRefusalCode
  /** It stood so before: whoever asked had decided its step, or it was cancelled. */
  | 'APPLIED_ALREADY'
  /** The operation was stopped before it came to it. */
  | 'OPERATION_CANCELLED'
  /** Its item cannot take the decision, as when it would be too large. */
  | 'WRITE_REFUSED';

/** How one workflow of a bulk operation went. */
export const bulkResultSchema = z.object({
  workflowId: id,
  outcome: oneOf(bulkOutcomes),
  /** One of {@link BulkResultCode}. Absent when it was done. */
  code: text.optional(),
  /** What was received and what was expected. */
  message: text.optional(),
  at: z.iso.datetime({ offset: true }),
});

/** How one workflow of a bulk operation went; written once, and never changed. */
export type BulkResult = Readonly<z.infer<typeof bulkResultSchema>>;

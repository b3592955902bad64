import type { BulkStatus } from '../wire/workflow.ts';
import type { TableItem } from './item-schemas.ts';
import { type KnownTransitions, surpriseAt } from './transition.ts';
import type { StateEventDraft, Write } from './write.ts';

type Operation = TableItem<'WorkflowOperations'>;
type Counts = Pick<Operation, 'status' | 'expected' | 'done' | 'failed' | 'skipped'>;

const known: KnownTransitions<BulkStatus> = { running: ['completed'], completed: [] };

/**
 * The events of a write to WorkflowOperations: the whole counts each time, so that whoever joins late
 * is right, and one summary when it is completed.
 */
export function workflowOperationEvents({
  item,
  before,
}: Write<Operation>): readonly StateEventDraft[] {
  const { bulkOperationId, action, requestedBy, reason } = item;
  const { status, done, failed, skipped, expected } = item;
  const surprise = before?.status === 'completed' ? surpriseAt(known, before.status, status) : {};
  const data = {
    ...surprise,
    operationId: bulkOperationId,
    ...{ action, requestedBy, reason, status, done, failed, skipped },
    total: expected,
  };
  const priority = failed > 0 || surprise.unexpected ? 'high' : 'normal';
  if (status === 'completed') {
    if (before?.status === 'completed') return [];
    return [{ rule: 'completed', type: 'workflow.bulk_completed', priority, data }];
  }
  if (before !== undefined && isSame(item, before)) return [];
  return [{ rule: 'progress', type: 'workflow.bulk_progress', priority, data }];
}

function isSame(now: Counts, then: Partial<Counts>): boolean {
  const names = ['status', 'expected', 'done', 'failed', 'skipped'] as const;
  return names.every(name => now[name] === then[name]);
}

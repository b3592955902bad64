import type { BulkOperation } from '../../core/workflow/bulk/bulk-operation.ts';
import type { BulkResult } from '../../core/workflow/bulk/bulk-result.ts';
import type { BulkStore } from '../../core/workflow/bulk/bulk-store.ts';
import type { BulkPlan } from '../../core/workflow/bulk/plan-bulk.ts';

/** Bulk operations and their results in memory; nobody carries them out. */
export function memoryBulkStore(results: readonly BulkResult[] = []) {
  const plans = new Map<string, BulkPlan>();
  const change = (id: string, changes: Partial<BulkOperation>): BulkOperation | undefined => {
    const plan = plans.get(id);
    if (plan === undefined) return undefined;
    const operation = { ...plan.operation, ...changes };
    plans.set(id, { ...plan, operation });
    return operation;
  };
  const store: BulkStore = {
    create: async plan => {
      const { bulkOperationId } = plan.operation;
      if (plans.has(bulkOperationId)) return 'exists';
      plans.set(bulkOperationId, plan);
      return 'created';
    },
    find: async id => plans.get(id)?.operation,
    requestCancel: async id => change(id, { cancelRequested: true }),
    results: async (_id, { outcome, limit, after }) => {
      const all = results.filter(
        each =>
          (outcome === undefined || each.outcome === outcome) &&
          (after === undefined || each.workflowId > after),
      );
      const page = all.slice(0, limit);
      const last = page.at(-1)?.workflowId;
      return all.length > limit && last !== undefined
        ? { results: page, after: last }
        : { results: page };
    },
  };
  return { store, plans, change };
}

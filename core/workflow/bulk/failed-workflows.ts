import type { BulkStore } from './bulk-store.ts';

const pageSize = 1_000;

/** The workflows of an operation that failed, for a retry of these alone. */
export async function failedWorkflows(
  bulkOperationId: string,
  store: Pick<BulkStore, 'results'>,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.results(bulkOperationId, {
      outcome: 'failed',
      limit: pageSize,
      after,
    });
    ids.push(...page.results.map(({ workflowId }) => workflowId));
    after = page.after;
  } while (after !== undefined);
  return ids;
}

import type { CredentialKeys } from '../../auth/authenticate-request.ts';
import { openPlace, sealPlace } from '../../sealed-place.ts';
import type { BulkResultsQuery } from '../../wire/management/workflow-bulk.ts';
import type { WorkflowPerson } from '../../wire/workflow.ts';
import type { WorkflowLists } from '../workflow-lists.ts';
import type { BulkResult } from './bulk-result.ts';
import type { BulkStore } from './bulk-store.ts';
import { findBulk } from './find-bulk.ts';
import { knownTo } from './known-to.ts';

/** What results are read from. */
export interface BulkResultPorts {
  readonly bulk: Pick<BulkStore, 'find' | 'results'>;
  readonly workflowLists: WorkflowLists;
  readonly keys: Pick<CredentialKeys, 'sseSecrets'>;
}

/**
 * A page of an operation's results, by the workflows' ids. Others than who asked for the operation get
 * those of the workflows that they may see.
 *
 * @throws Refused NOT_FOUND
 * @throws AppError INPUT_INVALID for a `next` that is none of this list
 */
export async function listResults(
  bulkOperationId: string,
  { outcome, limit, next }: BulkResultsQuery,
  person: WorkflowPerson,
  { bulk, workflowLists, keys }: BulkResultPorts,
): Promise<{ readonly results: readonly BulkResult[]; readonly next?: string }> {
  const operation = await findBulk(bulkOperationId, person, bulk);
  const list = JSON.stringify([person.userId, bulkOperationId, outcome]);
  const seal = { list, secrets: keys.sseSecrets };
  const after = next === undefined ? undefined : await openPlace(next, seal);
  const page = await bulk.results(bulkOperationId, { outcome, limit, after });
  const ids = page.results.map(({ workflowId }) => workflowId);
  const known = new Set(await knownTo(person, operation, ids, workflowLists));
  const results = page.results.filter(({ workflowId }) => known.has(workflowId));
  return page.after === undefined
    ? { results }
    : { results, next: await sealPlace(page.after, seal) };
}

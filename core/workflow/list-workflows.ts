import type { CredentialKeys } from '../auth/authenticate-request.ts';
import { type IdPage, type IdPlace, mergedPage } from '../id-page.ts';
import { inKeyOrder } from '../key-order.ts';
import { openPlace, sealPlace } from '../sealed-place.ts';
import { type WorkflowPerson, type WorkflowStatus, workflowStatuses } from '../wire/workflow.ts';
import { maySee } from './may-see.ts';
import type { StoredWorkflow } from './stored-workflow.ts';
import { isMeant, type WorkflowCriteria } from './workflow-criteria.ts';
import type { WorkflowLists } from './workflow-lists.ts';

/** DynamoDB gives a hundred items by one request. */
const batch = 100;

/** So many of them are read for one page: one who sees little gets a short page, and goes on. */
const maxBatches = 10;

/** What one page is of. */
export interface WorkflowPageQuery extends WorkflowCriteria {
  /** Only these, whatever else is asked for. @default - all */
  readonly workflowIds?: readonly string[] | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly next?: string | undefined;
}

/** One page; without `next` it is the last. */
export interface WorkflowPage {
  readonly items: readonly StoredWorkflow[];
  readonly next?: string;
}

/** What lists are made of. */
export interface WorkflowListPorts {
  readonly workflowLists: WorkflowLists;
  /** Seals where a page ended: there may be a workflow that its reader may not see. */
  readonly keys: Pick<CredentialKeys, 'sseSecrets'>;
}

/** What is still to be decided or submitted. Ended ones become ever more: they are asked for by name. */
export const openStatuses = ['draft', 'pending'] as const satisfies readonly WorkflowStatus[];

/**
 * A page of the workflows that are meant, by their ids. Which there are is known from an index, a
 * moment late; whether they are meant, and shown to this person, is judged by the items as they are now.
 *
 * @throws AppError INPUT_INVALID for a `next` that is none of this list
 */
export async function listWorkflows(
  query: WorkflowPageQuery,
  asker: WorkflowPerson,
  { workflowLists: lists, keys }: WorkflowListPorts,
): Promise<WorkflowPage> {
  const { workflowIds, limit, next, ...asked } = query;
  const { statuses = workflowIds === undefined ? openStatuses : workflowStatuses } = asked;
  const criteria = { ...asked, statuses };
  const list = JSON.stringify([asker.userId, criteria, workflowIds]);
  const seal = { list, secrets: keys.sseSecrets };
  const found: StoredWorkflow[] = [];
  let after = next === undefined ? undefined : await openPlace(next, seal);
  for (let read = 0; read < maxBatches; read += 1) {
    const { ids, hasMore } = await idsOf({ statuses, workflowIds }, { after, limit: batch }, lists);
    if (ids.length === 0) return { items: found };
    const items = await inOrder(ids, lists);
    const meant = items.filter(item => maySee(item, asker) && isMeant(item, criteria, asker));
    found.push(...meant.slice(0, limit - found.length));
    const isFull = found.length === limit;
    after = isFull ? found.at(-1)?.workflowId : ids.at(-1);
    if (!hasMore && after === ids.at(-1)) return { items: found };
    if (isFull) break;
  }
  return { items: found, next: await sealPlace(after ?? '', seal) };
}

/** The items of these ids as they are now, in the order of their ids. */
async function inOrder(
  ids: readonly string[],
  lists: WorkflowLists,
): Promise<readonly StoredWorkflow[]> {
  const items = await lists.findAll(ids);
  return items.toSorted((one, other) => inKeyOrder(one.workflowId, other.workflowId));
}

async function idsOf(
  selected: {
    readonly statuses: readonly WorkflowStatus[];
    readonly workflowIds: readonly string[] | undefined;
  },
  place: IdPlace,
  lists: WorkflowLists,
): Promise<IdPage> {
  const { statuses, workflowIds } = selected;
  const pages =
    workflowIds === undefined
      ? await Promise.all(statuses.map(status => lists.idsOf(status, place)))
      : [{ ids: workflowIds, hasMore: false }];
  return mergedPage(pages, place);
}

import { inKeyOrder } from '../../key-order.ts';
import { Refused } from '../../wire/refused.ts';
import { type BulkAction, maxBulkIds, type WorkflowStatus } from '../../wire/workflow.ts';
import { decide } from '../decide.ts';
import type { DecidingContext } from '../decided.ts';
import { openStatuses } from '../list-workflows.ts';
import { maySee } from '../may-see.ts';
import type { StoredWorkflow } from '../stored-workflow.ts';
import { isMeant, type WorkflowCriteria } from '../workflow-criteria.ts';
import type { WorkflowLists } from '../workflow-lists.ts';
import { bulkAction } from './bulk-action.ts';
import type { BulkResultCode } from './bulk-result.ts';

/** DynamoDB gives a hundred items by one request; so many requests at once. */
const batch = 100;
const batchesAtOnce = 5;

/** A filter is held against so many workflows: each is read, whatever it is. */
const maxLookedAt = 2 * maxBulkIds;

const sampleSize = 10;

/** Which workflows an operation would be of, and how it would go now. */
export interface BulkChoice {
  readonly ids: readonly string[];
  /** Whether all were looked at that there are. */
  readonly isExact: boolean;
  /** The first of those that may be seen. */
  readonly sample: readonly StoredWorkflow[];
  /** How many would not be done, by the code of each result. */
  readonly refusals: Readonly<Record<string, number>>;
}

/** What would be done, and as whom. */
export interface BulkChooser {
  readonly action: BulkAction;
  /** The step that an approval is of. @default - whichever is the current one */
  readonly step?: string | undefined;
  readonly context: DecidingContext;
  readonly lists: WorkflowLists;
}

/** All that the person may see and that pass the filter as they are now: what else there is does not count. */
export async function chosenByFilter(
  filter: WorkflowCriteria,
  chooser: BulkChooser,
): Promise<BulkChoice> {
  const { action, context, lists } = chooser;
  const { actor } = context;
  const { statuses = action === 'cancel' ? openStatuses : (['pending'] as const) } = filter;
  const criteria = { ...filter, statuses };
  const { ids: all, isExact } = await allIds(statuses, lists);
  const tally = newTally(chooser);
  for await (const { ids, found } of read(all, lists)) {
    for (const id of ids) {
      const workflow = found.get(id);
      if (workflow && maySee(workflow, actor) && isMeant(workflow, criteria, actor)) {
        tally.add(id, workflow);
      }
    }
  }
  return tally.choice(isExact);
}

/** Those that are named, each once, whether there are such or not. */
export async function chosenByIds(
  workflowIds: readonly string[],
  chooser: BulkChooser,
): Promise<BulkChoice> {
  const { lists } = chooser;
  const tally = newTally(chooser);
  for await (const { ids, found } of read([...new Set(workflowIds)], lists)) {
    for (const id of ids) tally.add(id, found.get(id));
  }
  return tally.choice(true);
}

/**
 * The ids that a filter chose, if an operation can be of them.
 *
 * @throws Refused BODY_INVALID for none, and for more than one operation takes
 */
export function idsOfFilter({ ids, isExact }: BulkChoice): readonly string[] {
  if (isExact && ids.length > 0 && ids.length <= maxBulkIds) return ids;
  const detail = isExact
    ? `received a filter of ${ids.length} workflows; expected one of 1 to ${maxBulkIds}`
    : `received a filter of ${ids.length} among the first ${maxLookedAt} workflows, and there are more; expected ids`;
  throw new Refused('BODY_INVALID', detail);
}

function newTally({ action, step, context }: BulkChooser) {
  const ids: string[] = [];
  const sample: StoredWorkflow[] = [];
  const refusals = new Map<BulkResultCode, number>();
  return {
    add: (id: string, workflow: StoredWorkflow | undefined): void => {
      ids.push(id);
      const isShown = workflow !== undefined && maySee(workflow, context.actor);
      if (isShown && sample.length < sampleSize) sample.push(workflow);
      const code = refusalOf(workflow, bulkAction(action, step, workflow), context);
      if (code !== undefined) refusals.set(code, (refusals.get(code) ?? 0) + 1);
    },
    choice: (isExact: boolean): BulkChoice => {
      return { ids, isExact, sample, refusals: Object.fromEntries(refusals) };
    },
  };
}

/** By the same rule as it is carried out. */
function refusalOf(
  workflow: StoredWorkflow | undefined,
  action: ReturnType<typeof bulkAction>,
  context: DecidingContext,
): BulkResultCode | undefined {
  const decision = decide(workflow, action, context);
  if (decision.kind === 'refused') return decision.code;
  return decision.kind === 'applied already' ? 'APPLIED_ALREADY' : undefined;
}

/** The ids of these statuses, as an index has them, up to a bound. */
async function allIds(statuses: readonly WorkflowStatus[], lists: WorkflowLists) {
  const ids = new Set<string>();
  for (const status of statuses) {
    let after: string | undefined;
    let hasMore = true;
    while (hasMore) {
      const limit = maxLookedAt - ids.size;
      if (limit <= 0) return { ids: inOrder(ids), isExact: false };
      const page = await lists.idsOf(status, { after, limit: Math.min(limit, 1_000) });
      for (const id of page.ids) ids.add(id);
      after = page.ids.at(-1);
      hasMore = page.hasMore && after !== undefined;
    }
  }
  return { ids: inOrder(ids), isExact: true };
}

function inOrder(ids: ReadonlySet<string>): readonly string[] {
  return [...ids].sort(inKeyOrder);
}

/** The items of these ids, in their order, without holding all of them at once. */
async function* read(ids: readonly string[], lists: WorkflowLists) {
  const atOnce = batch * batchesAtOnce;
  for (let at = 0; at < ids.length; at += atOnce) {
    const some = ids.slice(at, at + atOnce);
    const batches = Array.from({ length: Math.ceil(some.length / batch) }, (_, n) =>
      some.slice(n * batch, (n + 1) * batch),
    );
    const items = (await Promise.all(batches.map(each => lists.findAll(each)))).flat();
    yield { ids: some, found: new Map(items.map(item => [item.workflowId, item])) };
  }
}

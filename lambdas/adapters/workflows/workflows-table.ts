import {
  type DynamoDBDocumentClient,
  GetCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { withoutNulls } from '../../../core/change/without-nulls.ts';
import { AppError } from '../../../core/wire/app-error.ts';
import {
  type StoredWorkflow,
  storedWorkflowSchema,
} from '../../../core/workflow/stored-workflow.ts';
import type { WorkflowStore } from '../../../core/workflow/workflow-store.ts';
import { conflict, retryOnConflict } from '../dynamodb/conflict-retry.ts';
import { transact } from '../dynamodb/transact.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Name = keyof StoredWorkflow;

const names = Object.keys(storedWorkflowSchema.shape) as Name[];

/**
 * The workflows' port over DynamoDB. Each write is a transaction of one item, for its idempotency
 * token: a retry whose first answer was lost is not refused as somebody else's write.
 */
export function createWorkflowsTable(
  client: DynamoDBDocumentClient,
  tableName: string,
): WorkflowStore {
  const find = async (workflowId: string): Promise<StoredWorkflow | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { workflowId }, ConsistentRead: true }),
    );
    return Item && storedWorkflow(Item);
  };

  const create = async (workflow: StoredWorkflow, traceparent?: string): Promise<boolean> => {
    const Item = { ...workflow, traceparent };
    const failed = await transact(client, { workflow: workflowCreation(tableName, Item) });
    if (failed === undefined) return true;
    if (storedWorkflow(failed.workflow?.item ?? {})) return false;
    // Read again it would be taken for none each time.
    const message = `the item of ${workflow.workflowId} is not a workflow`;
    throw new AppError('INPUT_INVALID', message);
  };

  return {
    find,
    decide: async (workflowId, decide, traceparent) =>
      await retryOnConflict(async () => {
        const found = await find(workflowId);
        const decision = decide(found);
        if (decision.kind !== 'write') return decision;
        const { workflow } = decision;
        if (!found) return (await create(workflow, traceparent)) ? decision : conflict;
        const change = workflowChange(tableName, found, workflow, traceparent);
        const failed = await transact(client, { workflow: change });
        return failed === undefined ? decision : conflict;
      }),
  };
}

/**
 * The item as a workflow, or `undefined` when it breaks the table's contract. Its values are those that
 * were read, with what a backend keeps inside of them: a write is conditional on them.
 */
export function storedWorkflow(
  item: Readonly<Record<string, unknown>>,
): StoredWorkflow | undefined {
  const read = withoutNulls(item);
  const { success } = storedWorkflowSchema.safeParse(read);
  if (!success) return undefined;
  const known = names.filter(name => read[name] !== undefined).map(name => [name, read[name]]);
  return Object.fromEntries(known) as StoredWorkflow;
}

/** The write of a workflow that is not there yet. */
function workflowCreation(TableName: string, Item: StoredWorkflow): TransactItem {
  return {
    Put: {
      ...{ TableName, Item },
      ConditionExpression: 'attribute_not_exists(workflowId)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/**
 * The write that makes `after` of `before`, as a part of a transaction: on condition that the whole
 * workflow still is as it was read, for a decision depends on nearly all of it. What `after` has no more
 * is removed; attributes of a backend's own stay as they are, and so does the trace of an earlier write,
 * unless this one has its own.
 */
export function workflowChange(
  TableName: string,
  before: StoredWorkflow,
  after: StoredWorkflow,
  traceparent?: string,
): TransactItem {
  const others = names.filter(name => name !== 'workflowId');
  const set = others.filter(name => after[name] !== undefined && after[name] !== before[name]);
  const removed = others.filter(name => after[name] === undefined && before[name] !== undefined);
  const known = names.filter(name => before[name] !== undefined);
  const assigned = set.map(name => `#${name} = :new_${name}`);
  if (traceparent !== undefined) assigned.push('traceparent = :traceparent');
  const update = [
    ...(assigned.length > 0 ? [`SET ${assigned.join(', ')}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.map(name => `#${name}`).join(', ')}`] : []),
  ];
  return {
    Update: {
      ...{ TableName, Key: { workflowId: before.workflowId } },
      UpdateExpression: update.join(' '),
      ConditionExpression: names
        .map(name =>
          before[name] === undefined
            ? `(attribute_not_exists(#${name}) OR attribute_type(#${name}, :null))`
            : `#${name} = :old_${name}`,
        )
        .join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map(name => [`:new_${name}`, after[name]])),
        ...Object.fromEntries(known.map(name => [`:old_${name}`, before[name]])),
        ...(known.length < names.length && { ':null': 'NULL' }),
        ...(traceparent !== undefined && { ':traceparent': traceparent }),
      },
    },
  };
}

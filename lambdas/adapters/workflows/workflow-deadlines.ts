import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { itemSchemas } from '../../../core/change/item-schemas.ts';
import { withoutNulls } from '../../../core/change/without-nulls.ts';
import { workflowMarks } from '../../../core/wire/workflow.ts';
import type {
  FoundWorkflow,
  WorkflowDeadline,
  WorkflowDeadlines,
  WorkflowDeadlineWrite,
  WorkflowReading,
} from '../../../core/workflow/deadline/workflow-deadline.ts';
import {
  createDeadlineRows,
  type DeadlineRows,
  isoOf,
  type RowFormat,
  rowTime,
  type TransactItem,
} from '../deadlines/deadline-rows.ts';
import { type Condition, conditionOf, isAsRead } from '../dynamodb/is-as-read.ts';
import { transact } from '../dynamodb/transact.ts';

/** The workflows, and what is due of them. */
export interface WorkflowDeadlineTables {
  readonly workflowsTableName: string;
  readonly deadlinesTableName: string;
}

type Item = Readonly<Record<string, unknown>>;

/** What decides when a workflow is due, and that it is the one that was read. */
const decisive = [
  ...['status', 'dueAt', 'currentStep', 'version', 'steps'],
  ...['remindBeforeSeconds', 'escalateAfterSeconds', 'escalateTo'],
];

const publishedSchema = z.object({
  remindedAt: rowTime,
  overdueAt: rowTime,
  escalatedAt: rowTime,
});

const rowFormat: RowFormat<WorkflowDeadline> = {
  subject: 'workflow',
  shard: 'workflow-due',
  attributes: workflowMarks,
  parse: row => ({ published: publishedSchema.parse(row) }),
  format: ({ published }) => isoOfEach(published),
};

/** The port over the tables Workflows and Deadlines. */
export function createWorkflowDeadlines(
  client: DynamoDBDocumentClient,
  { workflowsTableName, deadlinesTableName }: WorkflowDeadlineTables,
): WorkflowDeadlines {
  const rows = createDeadlineRows(client, deadlinesTableName, rowFormat);
  return {
    read: workflowId => read(client, workflowsTableName, rows, workflowId),
    noteTimer: rows.noteTimer,
    shards: rows.shards,
    list: rows.list,
  };
}

async function read(
  client: DynamoDBDocumentClient,
  tableName: string,
  rows: DeadlineRows<WorkflowDeadline>,
  workflowId: string,
): Promise<WorkflowReading> {
  const get = new GetCommand({ TableName: tableName, Key: { workflowId }, ConsistentRead: true });
  const [{ Item: item }, row] = await Promise.all([client.send(get), rows.read(workflowId)]);
  const workflow = foundWorkflow(item);
  // Of one that cannot be read no attribute decides anything.
  const isSame = isAsRead('workflowId', item, workflow.kind === 'workflow' ? decisive : []);
  return {
    workflow,
    deadline: row.deadline,
    write: async change => {
      const failed = await transact(client, {
        workflow: workflowPart(tableName, workflowId, isSame, change),
        deadline: row.replacedBy(change.deadline),
      });
      return failed === undefined;
    },
  };
}

function foundWorkflow(item: Item | undefined): FoundWorkflow {
  if (item === undefined) return { kind: 'absent' };
  const parsed = itemSchemas.Workflows.safeParse(withoutNulls(item));
  // The fan-out puts it into quarantine, with the reason.
  return parsed.success ? { kind: 'workflow', item: parsed.data } : { kind: 'malformed' };
}

/** The write to the workflow's item, or that it is as it was. */
function workflowPart(
  TableName: string,
  workflowId: string,
  isSame: Condition,
  { marks, escalatedTo, removed }: WorkflowDeadlineWrite,
): TransactItem {
  const about = { TableName, Key: { workflowId } };
  const set = { ...isoOfEach(marks), ...(escalatedTo && { escalatedTo }) };
  const names = Object.keys(set);
  const parts = [
    ...(names.length > 0 ? [`SET ${names.map(name => `${name} = :new_${name}`).join(', ')}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
  ];
  if (parts.length === 0) return { ConditionCheck: { ...about, ...conditionOf(isSame) } };
  const values = Object.entries(set).map(([name, value]) => [`:new_${name}`, value]);
  return {
    Update: {
      ...about,
      UpdateExpression: parts.join(' '),
      ...conditionOf({
        ...isSame,
        values: { ...isSame.values, ...Object.fromEntries(values) },
      }),
    },
  };
}

function isoOfEach(moments: Readonly<Record<string, number | undefined>>): Item {
  return Object.fromEntries(
    Object.entries(moments).flatMap(([name, ms]) => (ms === undefined ? [] : [[name, isoOf(ms)]])),
  );
}

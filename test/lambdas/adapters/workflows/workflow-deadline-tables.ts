import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SettleWorkflowPorts } from '../../../../core/workflow/deadline/settle-workflow.ts';
import { createWorkflowDeadlines } from '../../../../lambdas/adapters/workflows/workflow-deadlines.ts';
import type { PublishedTables } from '../../../clients/backend/published-tables.ts';
import { silentMeter } from '../../../support/silent-meter.ts';
import { startDeadlineTables } from '../payment-streams/deadline-tables.ts';

/** The workflows with their stream, and their deadlines, on a real engine. */
export interface WorkflowDeadlineTestTables extends PublishedTables {
  readonly ports: SettleWorkflowPorts;
  /** The timers that were started, as `workflowId dueAt`. */
  readonly timers: string[];
  put(item: Readonly<Record<string, unknown>>): Promise<void>;
  remove(workflowId: string): Promise<void>;
  row(workflowId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

export async function startWorkflowDeadlineTables(): Promise<WorkflowDeadlineTestTables> {
  const published = await startDeadlineTables();
  const { client } = published.engine;
  const timers: string[] = [];
  return {
    ...published,
    timers,
    ports: {
      deadlines: createWorkflowDeadlines(client, {
        workflowsTableName: 'Workflows',
        deadlinesTableName: 'Deadlines',
      }),
      meter: silentMeter,
      startTimer: async ({ workflowId, dueAtMs }) => {
        timers.push(`${workflowId} ${new Date(dueAtMs).toISOString()}`);
      },
      timerWithinMs: 90_000,
    },
    put: async Item => {
      await client.send(new PutCommand({ TableName: 'Workflows', Item }));
    },
    remove: async workflowId => {
      await client.send(new DeleteCommand({ TableName: 'Workflows', Key: { workflowId } }));
    },
    row: async workflowId => {
      const Key = { subject: `workflow#${workflowId}` };
      const get = new GetCommand({ TableName: 'Deadlines', Key, ConsistentRead: true });
      return (await client.send(get)).Item;
    },
  };
}

import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { settleWorkflow } from '../../../../core/workflow/deadline/settle-workflow.ts';
import { decide } from '../../../../core/workflow/decide.ts';
import { createWorkflowsTable } from '../../../../lambdas/adapters/workflows/workflows-table.ts';
import {
  startWorkflowDeadlineTables,
  type WorkflowDeadlineTestTables,
} from './workflow-deadline-tables.ts';

/*
 * Several writers at once, 200 times each, on a real engine; what came of it is read from the events
 * that change-fan-out makes of the images of the table's stream.
 */

const races = 200;
const atOnce = 10;

let tables: WorkflowDeadlineTestTables;

beforeAll(async () => {
  tables = await startWorkflowDeadlineTables();
});
afterAll(() => tables.stop());

const dueAt = '2026-11-29T12:00:00.000Z';
const dueMs = Date.parse(dueAt);

const workflow = (workflowId: string) => ({
  ...{ workflowId, status: 'pending', createdBy: 'olga', version: 1, dueAt },
  ...{ approvers: { users: ['ana'] }, approvedBy: [] },
});

type Writer = (workflowId: string) => Promise<unknown>;

const act =
  (kind: 'approve' | 'cancel', userId: string): Writer =>
  workflowId =>
    createWorkflowsTable(tables.engine.client, 'Workflows').decide(workflowId, found =>
      decide(found, { kind }, { actor: { userId, role: 'user' }, nowMs: dueMs, fourEyes: true }),
    );

const approve = act('approve', 'ana');
const cancel = act('cancel', 'olga');

/** As a backend cancels by itself: a plain write, if the workflow still is as it read it. */
const cancelPlainly: Writer = async workflowId => {
  const update = new UpdateCommand({
    ...{ TableName: 'Workflows', Key: { workflowId } },
    UpdateExpression: 'SET #status = :cancelled, version = :next',
    ConditionExpression: '#status = :pending AND version = :version',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ...{ ':cancelled': 'cancelled', ':pending': 'pending', ':version': 1, ':next': 2 },
    },
  });
  for (;;) {
    try {
      await tables.engine.client.send(update);
      return;
    } catch (error) {
      const { name } = error as Error;
      if (name === 'ConditionalCheckFailedException') return;
      // A transaction was under way: a backend tries again.
      if (name !== 'TransactionConflictException') throw error;
    }
  }
};

/** Called with a workflow's id when one that settles it has read it, and is about to write. */
const onRead = new Map<string, () => void>();

const settleOverdue: Writer = workflowId => {
  const { deadlines } = tables.ports;
  const read = async () => {
    const reading = await deadlines.read(workflowId);
    onRead.get(workflowId)?.();
    return reading;
  };
  return settleWorkflow(workflowId, dueMs, { ...tables.ports, deadlines: { ...deadlines, read } });
};

/** Two of three races are of writes: a writer that reads first would else always come last. */
async function afterRead(workflowId: string, n: number): Promise<void> {
  if (n % 3 !== 0) await new Promise<void>(resolve => onRead.set(workflowId, resolve));
}

/** Runs 200 races, each with a workflow of its own; counts each sequence of events, the creation left out. */
async function race(
  name: string,
  ...writers: readonly Writer[]
): Promise<Readonly<Record<string, number>>> {
  const ids = Array.from({ length: races }, (_, n) => `${name}-${n}`);
  for (const workflowId of ids) await tables.put(workflow(workflowId));
  for (let from = 0; from < races; from += atOnce) {
    await Promise.all(
      ids.slice(from, from + atOnce).map(async (workflowId, n) => {
        const read = afterRead(workflowId, n);
        const others = writers.map(async writer => {
          await read;
          await writer(workflowId);
        });
        await Promise.all([settleOverdue(workflowId), ...others]);
      }),
    );
  }
  // Whoever lost is seen by the table's stream, whose reader settles every workflow that was written to.
  for (const workflowId of ids) await settleWorkflow(workflowId, dueMs, tables.ports);
  const types = new Map<unknown, string[]>(ids.map(id => [id, []]));
  for (const [type, { workflowId }] of await tables.received()) {
    types.get(workflowId)?.push(type.replace('workflow.', ''));
  }
  const counts: Record<string, number> = {};
  for (const [created, ...outcome] of types.values()) {
    expect(created).toBe('created');
    counts[outcome.join(', ')] = (counts[outcome.join(', ')] ?? 0) + 1;
  }
  return counts;
}

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, count) => all + count, 0);

test('200 times three settle at once: overdue once [W1]', async () => {
  expect(await race('settle', settleOverdue, settleOverdue)).toEqual({ overdue: races });
});

test.each([
  ['by decisions', approve, cancel],
  ['by a decision and a backend’s plain write', approve, cancelPlainly],
])(
  '200 approvals race against cancelling and the due time, %s: one end each, overdue before it or never [W1]',
  async (how, ...writers) => {
    const counts = await race(how, ...writers);
    expect(['approved', 'cancelled', 'overdue, approved', 'overdue, cancelled']).toEqual(
      expect.arrayContaining(Object.keys(counts)),
    );
    expect(total(counts)).toBe(races);
    expect(Object.keys(counts).length).toBeGreaterThan(1);
    for (let n = 0; n < races; n += 1) {
      expect(await tables.row(`${how}-${n}`)).toBeUndefined();
    }
  },
);

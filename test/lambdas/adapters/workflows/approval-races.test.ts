import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { decide } from '../../../../core/workflow/decide.ts';
import type { StoredWorkflow } from '../../../../core/workflow/stored-workflow.ts';
import type { WorkflowAction } from '../../../../core/workflow/workflow-action.ts';
import { createWorkflowsTable } from '../../../../lambdas/adapters/workflows/workflows-table.ts';
import {
  type PublishedTables,
  startPublishedTables,
} from '../../../clients/backend/published-tables.ts';

/*
 * People who decide one workflow at the same moment, 200 times, on a real engine: all of them have read
 * it before the first of them writes. What came of it is read from the events that change-fan-out makes
 * of the images of the table's stream.
 */

const races = 200;
const atOnce = 10;
const nowMs = Date.parse('2026-11-20T20:00:00.000Z');

let tables: PublishedTables;

beforeAll(async () => {
  tables = await startPublishedTables();
});
afterAll(() => tables.stop());

type Act = readonly [userId: string, action: WorkflowAction];

const approve = { kind: 'approve' } as const;
const reject = { kind: 'reject' } as const;
const cancel = { kind: 'cancel' } as const;

interface Race {
  /** How each decision ended, in the order of the acts. */
  readonly outcomes: readonly string[];
  /** The types of the events and how the workflow stood with each, the creation left out. */
  readonly events: readonly string[];
}

/** Runs 200 races of these acts, each on a workflow of its own. */
async function race(
  name: string,
  shape: Partial<StoredWorkflow>,
  acts: readonly Act[],
): Promise<readonly Race[]> {
  const ids = Array.from({ length: races }, (_, n) => `${name}-${n}`);
  const store = createWorkflowsTable(tables.engine.client, 'Workflows');
  const outcomes = new Map<string, readonly string[]>();
  const run = async (workflowId: string): Promise<void> => {
    const workflow: StoredWorkflow = {
      ...{ workflowId, status: 'pending', createdBy: 'olga', version: 1, approvedBy: [] },
      ...shape,
    };
    await store.decide(workflowId, () => ({ kind: 'write', workflow }));
    const together = readingTogether(acts.length);
    const ended = await Promise.all(
      acts.map(async ([userId, action]) => {
        const decision = await together().decide(workflowId, found =>
          decide(found, action, { actor: { userId, role: 'user' }, nowMs, fourEyes: true }),
        );
        return decision.kind === 'refused' ? decision.code : decision.kind;
      }),
    );
    outcomes.set(workflowId, ended);
  };
  for (let from = 0; from < races; from += atOnce) {
    await Promise.all(ids.slice(from, from + atOnce).map(run));
  }
  const events = new Map<unknown, string[]>(ids.map(id => [id, []]));
  for (const [type, { workflowId, approvedBy = [] }] of await tables.received()) {
    const count = type === 'workflow.updated' ? ` ${(approvedBy as string[]).length}` : '';
    events.get(workflowId)?.push(`${type.replace('workflow.', '')}${count}`);
  }
  return ids.map(id => ({
    outcomes: outcomes.get(id) ?? [],
    events: events.get(id)?.slice(1) ?? [],
  }));
}

/** A store for each of so many; none of them goes on before all have read once. */
function readingTogether(count: number) {
  let left = count;
  const { promise: allHaveRead, resolve } = Promise.withResolvers<void>();
  return () => {
    let isFirst = true;
    const send = async (command: never) => {
      const result = await tables.engine.client.send(command);
      if (isFirst && (command as unknown) instanceof GetCommand) {
        isFirst = false;
        left -= 1;
        if (left === 0) resolve();
        await allHaveRead;
      }
      return result;
    };
    const client = Object.create(tables.engine.client, { send: { value: send } });
    return createWorkflowsTable(client, 'Workflows');
  };
}

/** How often each sequence of events came. */
function counted(of: readonly Race[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { events } of of) {
    counts[events.join(', ')] = (counts[events.join(', ')] ?? 0) + 1;
  }
  return counts;
}

/** How many of the decisions were written. */
const written = ({ outcomes }: Race) => outcomes.filter(outcome => outcome === 'write').length;

const users = ['ana', 'bea', 'carla', 'dora'];

test('two approvers at the same moment, one is enough: one approval, one end [W1]', async () => {
  const all = await race('1 of 2', { approvers: { users } }, [
    ['ana', approve],
    ['bea', approve],
  ]);
  expect(counted(all)).toEqual({ approved: races });
  for (const { outcomes } of all) {
    expect([...outcomes].sort()).toEqual(['WORKFLOW_ENDED', 'write']);
  }
  expect(new Set(all.map(({ outcomes }) => outcomes[0])).size).toBe(2);
});

test('two approvers at the same moment, both are needed: neither is lost [W1]', async () => {
  const all = await race('2 of 2', { approvers: { users, needed: 2 } }, [
    ['ana', approve],
    ['bea', approve],
  ]);
  expect(counted(all)).toEqual({ 'updated 1, approved': races });
  expect(all.map(written)).toEqual(all.map(() => 2));
});

test('four approvers at the same moment, three are needed: three count, the fourth is late [W1]', async () => {
  const all = await race(
    '3 of 4',
    { approvers: { users, needed: 3 } },
    users.map(user => [user, approve] as const),
  );
  expect(counted(all)).toEqual({ 'updated 1, updated 2, approved': races });
  for (const { outcomes } of all) {
    expect([...outcomes].sort()).toEqual(['WORKFLOW_ENDED', 'write', 'write', 'write']);
  }
});

test('one request that arrives twice at the same moment counts once [W1]', async () => {
  const all = await race('twice', { approvers: { users, needed: 2 } }, [
    ['ana', approve],
    ['ana', approve],
  ]);
  expect(counted(all)).toEqual({ 'updated 1': races });
  for (const { outcomes } of all) {
    expect([...outcomes].sort()).toEqual(['applied already', 'write']);
  }
});

test('an approver and whom they delegated it to at the same moment count once [W1]', async () => {
  const delegations = [{ from: 'ana', to: 'eva', at: '2026-11-20T19:00:00.000Z' }];
  const all = await race(
    'delegated',
    { approvers: { users, needed: 2 }, delegations, assignees: ['eva'] },
    [
      ['ana', approve],
      ['eva', approve],
    ],
  );
  expect(counted(all)).toEqual({ 'updated 1': races });
  expect(all.map(written)).toEqual(all.map(() => 1));
});

test('approved, rejected and cancelled at the same moment: one end each, and nothing after it [W1]', async () => {
  const all = await race('ends', { approvers: { users } }, [
    ['ana', approve],
    ['bea', reject],
    ['olga', cancel],
  ]);
  const counts = counted(all);
  expect(Object.keys(counts).sort()).toEqual(['approved', 'cancelled', 'rejected']);
  expect(all.map(written)).toEqual(all.map(() => 1));
});

test('those of one step at the same moment: the step moves on once, and nobody counts for the next [W1]', async () => {
  const steps = ['legal', 'finance'].map(name => ({ name, approvers: { users } }));
  const all = await race('steps', { steps, currentStep: 'legal', approvers: { users } }, [
    ['ana', { ...approve, step: 'legal' }],
    ['bea', { ...approve, step: 'legal' }],
  ]);
  expect(counted(all)).toEqual({ 'updated 0': races });
  for (const { outcomes } of all) {
    expect([...outcomes].sort()).toEqual(['STEP_CHANGED', 'write']);
  }
});
